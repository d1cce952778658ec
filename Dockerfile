# syntax=docker/dockerfile:1
# The gateway as a container. docs/operating.md tells how it is built and run: as user 1000, on a
# read-only root file system, with the workspace as its only volume.

# The Node that package.json brings elsewhere, so its optional packages are left out below.
ARG NODE_IMAGE=node:26.10.0-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run --silent build

FROM ${NODE_IMAGE} AS modules
WORKDIR /modules
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /opt/pawl
COPY package.json LICENSE README.md ./
COPY bin bin
COPY flows flows
COPY approvals approvals
COPY docs docs
COPY samples samples
COPY --from=modules /modules/node_modules node_modules
COPY --from=build /build/dist dist
RUN ln -s /opt/pawl/bin/pawl.mjs /usr/local/bin/pawl \
 && install -d -o node -g node /workspace
USER 1000:1000
WORKDIR /workspace
VOLUME /workspace
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s --retries=3 \
  CMD ["pawl", "health", "--within", "10", "--workspace", "/workspace"]
ENTRYPOINT ["pawl"]
CMD ["run", "--workspace", "/workspace"]
