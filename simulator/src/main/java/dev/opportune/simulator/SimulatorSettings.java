package dev.opportune.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a simulator is set up. It always listens on 127.0.0.1 alone.
///
/// @param dataFolder where `ca.pem` and the record's file go; null for a temporary folder that closing deletes
/// @param threads event loops, shared by both providers
/// @param projectId the Firebase project
/// @param topics the bundle ids that APNs knows
/// @param clock what provider tokens, assertions, expirations and quotas are judged by
public record SimulatorSettings(
        Ports ports,
        @Nullable Path dataFolder,
        Bounds bounds,
        int threads,
        String projectId,
        Set<String> topics,
        Clock clock) {

    /// Where it listens; 0 finds a free port.
    ///
    /// @param apns APNs' TLS port
    /// @param fcm FCM's TLS port
    /// @param control the control port, plain HTTP
    public record Ports(int apns, int fcm, int control) {
        public Ports {
            requirePort("apns_port", apns);
            requirePort("fcm_port", fcm);
            requirePort("control_port", control);
        }
    }

    /// What it keeps at most.
    ///
    /// @param recordBytes of the record's file: further pushes are answered but not recorded, and counted
    /// @param devices how many device tokens may be scripted at a time
    /// @param connections how many connections each provider takes; further ones are closed as they come
    public record Bounds(long recordBytes, int devices, int connections) {
        public Bounds {
            requirePositive("largest_record_bytes", recordBytes);
            requirePositive("largest_devices", devices);
            requirePositive("largest_connections", connections);
        }
    }

    public SimulatorSettings {
        requirePositive("threads", threads);
        topics = Set.copyOf(topics);
    }

    /// Free ports, a temporary folder, a record of at most 1 GiB, 100,000 scripted device tokens, 1,000 connections,
    /// two event loops, the project `opportune-simulator` and the topic `com.example.shop`.
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                new Ports(0, 0, 0),
                null,
                new Bounds(1L << 30, 100_000, 1_000),
                2,
                "opportune-simulator",
                Set.of("com.example.shop"),
                Clock.systemUTC());
    }

    public SimulatorSettings withPorts(int apns, int fcm, int control) {
        var other = new Ports(apns, fcm, control);
        return new SimulatorSettings(other, dataFolder, bounds, threads, projectId, topics, clock);
    }

    public SimulatorSettings withDataFolder(Path folder) {
        return new SimulatorSettings(ports, folder, bounds, threads, projectId, topics, clock);
    }

    public SimulatorSettings withLargestRecordBytes(long bytes) {
        var other = new Bounds(bytes, bounds.devices, bounds.connections);
        return new SimulatorSettings(ports, dataFolder, other, threads, projectId, topics, clock);
    }

    public SimulatorSettings withClock(Clock other) {
        return new SimulatorSettings(ports, dataFolder, bounds, threads, projectId, topics, other);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
}
