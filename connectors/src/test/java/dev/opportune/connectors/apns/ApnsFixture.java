package dev.opportune.connectors.apns;

import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;

/// Settings that fit a simulator.
final class ApnsFixture {

    static final int MAX_IN_FLIGHT = ApnsSettings.DEFAULT_MAX_IN_FLIGHT;

    private ApnsFixture() {}

    static ApnsSettings settings(Simulator simulator, Path folder, Endpoint endpoint) {
        return settings(simulator, folder, endpoint, ApnsSettings.DEFAULT_ANSWER_TIMEOUT);
    }

    static ApnsSettings settings(Simulator simulator, Path folder, Endpoint endpoint, Duration answerTimeout) {
        return settings(simulator, folder, endpoint, answerTimeout, ApnsSettings.DEFAULT_MAX_CONNECTIONS);
    }

    static ApnsSettings settings(
            Simulator simulator, Path folder, Endpoint endpoint, Duration answerTimeout, int maxConnections) {
        var files = simulator.writeCredentials(folder);
        return new ApnsSettings(
                "shop-ios",
                "com.example.shop",
                Environment.PRODUCTION,
                files.apnsKey(),
                simulator.credentials().apnsKeyId(),
                simulator.credentials().apnsTeamId(),
                endpoint,
                files.ca(),
                MAX_IN_FLIGHT,
                maxConnections,
                answerTimeout,
                ApnsSettings.DEFAULT_CONNECT_TIMEOUT);
    }
}
