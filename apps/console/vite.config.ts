import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compression } from "vite-plugin-compression2";

export default defineConfig({
  // The API serves it there.
  base: "/console/",
  // Compressed once, here; the API hands out what the browser understands.
  plugins: [
    react(),
    tailwindcss(),
    compression({ algorithms: ["brotliCompress", "gzip"], include: /\.(js|css|svg)$/ }),
  ],
  // `npm run dev` serves the pages from here and sends their calls on to the API, which compares a call's
  // origin with the host it was addressed to: that has to stay this one.
  server: {
    proxy: {
      "/console/api": {
        target: process.env.CONSOLE_API_URL ?? "http://127.0.0.1:8000",
        changeOrigin: false,
      },
    },
  },
  build: {
    // Beside the server's own build, so that what is published holds the console too.
    outDir: "../../packages/server/dist/console-app",
    emptyOutDir: true,
    target: "es2023",
    // Nothing inline: the content security policy lets none of it run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        // The schema library and its settings, which must be made before the first schema, go together.
        codeSplitting: { groups: [{ name: "schemas", test: /node_modules[\\/]zod|jitless/ }] },
      },
    },
    chunkSizeWarningLimit: 900,
  },
});
