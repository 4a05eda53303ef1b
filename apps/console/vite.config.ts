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
  build: {
    // Beside the server's own build, so that what is published holds the console too.
    outDir: "../../packages/server/dist/console",
    emptyOutDir: true,
    target: "es2023",
    // Nothing inline: the content security policy lets none of it run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        // With the schema library goes what it must be told before the first schema is made.
        codeSplitting: { groups: [{ name: "schemas", test: /node_modules[\\/]zod|jitless/ }] },
      },
    },
    chunkSizeWarningLimit: 900,
  },
});
