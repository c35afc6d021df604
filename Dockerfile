# The gateway as an image: built on a JDK, run on a JRE by nobody in particular. Its root filesystem may be
# read-only; native libraries are unpacked in /tmp, which must be writable.

FROM eclipse-temurin:25-jdk-noble AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -pl gateway -am -DskipTests package

FROM eclipse-temurin:25-jre-noble
COPY --from=build /src/gateway/target/dist/lib /opt/opportune/lib
USER 10001:10001
EXPOSE 8080 8081
# The launcher's flags, and what a container adds: two fifths of the memory for the heap and, since Netty takes
# the same bound, at most two fifths for direct buffers; the rest is for code, classes and threads.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", \
    "-cp", "/opt/opportune/lib/*", "dev.opportune.gateway.Main"]
CMD ["serve", "--config", "/etc/opportune/gateway.yaml"]
