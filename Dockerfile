# The gateway as an image: built on a JDK, run on a JRE by nobody in particular. Its root filesystem may be
# read-only; native libraries are unpacked in /tmp, which must be writable. A release names both bases by their digests
# (docs/releasing.md): --build-arg JRE=eclipse-temurin:25-jre-noble@sha256:…
ARG JDK=eclipse-temurin:25-jdk-noble
ARG JRE=eclipse-temurin:25-jre-noble

FROM ${JDK} AS build
WORKDIR /src
COPY . .
# The module archive adds the licences; what it packs besides is not needed here.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -pl archive -am -DskipTests -Dassembly.skipAssembly=true package

# A gateway runs for a while, so that its Java keeps what it has learnt (docs/adr/0019): on the runtime and with the
# libraries of the image, named in one order, by the tools of dev, which stay behind. Without it the image starts slower.
FROM ${JRE} AS learn
COPY --from=build /src/gateway/target/dist/lib /opt/opportune/lib
COPY --from=build /src/LICENSE /src/archive/src/main/archive/NOTICE /src/archive/target/opportune.cdx.json /opt/opportune/
COPY --from=build /src/archive/target/licences /opt/opportune/licences
COPY --from=build /src/dev/target/dist/lib /opt/dev/lib
RUN echo "-cp \"$(printf '%s:' /opt/opportune/lib/*.jar)\"" >/opt/opportune/libraries && \
    { java -cp "/opt/dev/lib/*" dev.opportune.dev.Main train -- \
        java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -XX:AOTCacheOutput=/opt/opportune/learnt.aot @/opt/opportune/libraries dev.opportune.gateway.Main serve || \
        echo "nothing was learnt" >&2; }

FROM ${JRE}
COPY --from=learn /opt/opportune /opt/opportune
USER 10001:10001
EXPOSE 8080 8081
# The launcher's flags, and what a container adds: two fifths of the memory for the heap and, since Netty takes
# the same bound, at most two fifths for direct buffers; the rest is for code, classes and threads.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-XX:AOTCache=/opt/opportune/learnt.aot", \
    "@/opt/opportune/libraries", "dev.opportune.gateway.Main"]
CMD ["serve", "--config", "/etc/opportune/gateway.yaml"]
