package dev.opportune.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a simulator is set up. It always listens on 127.0.0.1 alone.
///
/// @param apnsPort APNs' TLS port; 0 finds a free one
/// @param fcmPort FCM's TLS port; 0 finds a free one
/// @param controlPort the control port, plain HTTP; 0 finds a free one
/// @param dataFolder where `ca.pem` and the record's file go; null for a temporary folder that closing deletes
/// @param largestRecordBytes bound of the record's file: further pushes are answered but not recorded, and counted
/// @param largestDevices how many device tokens may be scripted at a time
/// @param largestConnections how many connections each provider takes; further ones are closed as they come
/// @param threads event loops, shared by both providers
/// @param projectId the Firebase project
/// @param topics the bundle ids that APNs knows
/// @param clock what provider tokens, assertions and expirations are judged by
public record SimulatorSettings(
        int apnsPort,
        int fcmPort,
        int controlPort,
        @Nullable Path dataFolder,
        long largestRecordBytes,
        int largestDevices,
        int largestConnections,
        int threads,
        String projectId,
        Set<String> topics,
        Clock clock) {

    public SimulatorSettings {
        requirePort("apns_port", apnsPort);
        requirePort("fcm_port", fcmPort);
        requirePort("control_port", controlPort);
        requirePositive("largest_record_bytes", largestRecordBytes);
        requirePositive("largest_devices", largestDevices);
        requirePositive("largest_connections", largestConnections);
        requirePositive("threads", threads);
        topics = Set.copyOf(topics);
    }

    /// Free ports, a temporary folder, a record of at most 1 GiB, 100,000 scripted device tokens, 1,000 connections,
    /// two event loops, the project `opportune-simulator` and the topic `com.example.shop`.
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                0,
                0,
                0,
                null,
                1L << 30,
                100_000,
                1_000,
                2,
                "opportune-simulator",
                Set.of("com.example.shop"),
                Clock.systemUTC());
    }

    public SimulatorSettings withPorts(int apns, int fcm, int control) {
        return new SimulatorSettings(
                apns,
                fcm,
                control,
                dataFolder,
                largestRecordBytes,
                largestDevices,
                largestConnections,
                threads,
                projectId,
                topics,
                clock);
    }

    public SimulatorSettings withDataFolder(Path folder) {
        return new SimulatorSettings(
                apnsPort,
                fcmPort,
                controlPort,
                folder,
                largestRecordBytes,
                largestDevices,
                largestConnections,
                threads,
                projectId,
                topics,
                clock);
    }

    public SimulatorSettings withLargestRecordBytes(long bytes) {
        return new SimulatorSettings(
                apnsPort,
                fcmPort,
                controlPort,
                dataFolder,
                bytes,
                largestDevices,
                largestConnections,
                threads,
                projectId,
                topics,
                clock);
    }

    public SimulatorSettings withClock(Clock other) {
        return new SimulatorSettings(
                apnsPort,
                fcmPort,
                controlPort,
                dataFolder,
                largestRecordBytes,
                largestDevices,
                largestConnections,
                threads,
                projectId,
                topics,
                other);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
