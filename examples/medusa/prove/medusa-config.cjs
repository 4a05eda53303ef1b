const { defineConfig } = require("@medusajs/framework/utils");

const nobody = "http://127.0.0.1";

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: nobody,
      adminCors: nobody,
      authCors: nobody,
      jwtSecret: "of a store that lives for a minute",
      cookieSecret: "of a store that lives for a minute",
    },
  },
  admin: { disable: true },
});
