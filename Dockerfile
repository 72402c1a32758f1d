# The three programs in one image, linked with the Swift standard library, on Debian with what they load at run time.
#
#   scripts/image.sh build          with base images pinned by digest (make image)
#   scripts/image.sh test           built from a Debian and a toolchain of this machine, started, asked (make test-image)
#
# Both base images are arguments, so that a build names them by digest: NAME:TAG@sha256:DIGEST. They belong together: what
# is built against one release of Debian runs on the same one.
ARG SWIFT_IMAGE=docker.io/library/swift:6.3.1-bookworm
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build

# Security updates matter more here than the same bytes: the base image is what is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl-dev libyaml-dev \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /source
COPY Package.* ./
COPY Sources Sources
COPY maintenance maintenance
# The package names its tests and a measuring program, so they have to be there, although none of them is built.
COPY Benchmarks/Hostile Benchmarks/Hostile
COPY Tests Tests

# Of the linker: functions that are the same are folded, names that no library asks for are left out, a tenth of the
# program, and relocations packed, which glibc reads from 2.36 on. C and C++ of the dependencies, most of it TLS whose
# ciphers are assembler anyway, are optimized for size, and have no tables for exceptions, which they do not throw.
# BUILD_JOBS empty: as many jobs as there are processors.
ARG BUILD_JOBS=
# What was built of the dependencies stays for the next build, beside the image.
RUN --mount=type=cache,target=/root/.cache --mount=type=cache,target=/source/.build \
    for program in kopia-maintenance-webhook kopia-maintenance-controller kubectl-kopia_maintenance; do \
        swift build --configuration release --static-swift-stdlib -Xlinker -s \
            -Xswiftc -use-ld=lld -Xlinker --icf=safe -Xlinker --no-export-dynamic \
            -Xlinker -z -Xlinker pack-relative-relocs \
            -Xcc -Os -Xcc -fno-exceptions -Xcc -fno-unwind-tables -Xcc -fno-asynchronous-unwind-tables \
            ${BUILD_JOBS:+--jobs "$BUILD_JOBS"} --product "$program" || exit 1; \
    done \
    && install -D --target-directory /programs \
        .build/release/kopia-maintenance-webhook \
        .build/release/kopia-maintenance-controller \
        .build/release/kubectl-kopia_maintenance

FROM ${DEBIAN_IMAGE}

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libssl3 libstdc++6 libyaml-0-2 tzdata \
    && rm -rf /var/lib/apt/lists/*

COPY LICENSE /usr/share/doc/kopia-maintenance/LICENSE
COPY --from=build /programs/ /usr/local/bin/

# By number, so that `runAsNonRoot` can be checked without the image's user database. It owns nothing in the image.
USER 65532:65532

# Admission (webhook); probes and metrics (webhook and controller).
EXPOSE 9443 8081

# No entry point: which of the programs runs is the command of the pod.
CMD ["kopia-maintenance-controller", "--help"]

ARG DEBIAN_IMAGE
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kopia-maintenance" \
      org.opencontainers.image.description="Admission webhook, controller and kubectl plugin of KopiaMaintenance" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${DEBIAN_IMAGE}"
