package dev.opportune.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ScenarioIT {

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    @Test
    void steps_are_done_at_their_times_and_in_order() throws Exception {
        simulator.run(Scenario.parse("""
                steps:
                  - {at: PT0S, refuse: {device_token: ab, reason: Unregistered}}
                  - {at: PT0S, refuse: {device_token: ab, reason: BadDeviceToken}}
                  - {at: PT0.2S, refuse: {device_token: cd, reason: Unregistered}}
                """, "it.yaml"));

        await().until(() -> client.apns("cd").statusCode() == 410);
        assertThat(client.apns("ab").statusCode()).isEqualTo(400);
    }

    @Test
    void a_scenario_that_is_replaced_or_ended_does_nothing_more() throws Exception {
        simulator.run(Scenario.parse("steps: [{at: PT1S, refuse: {device_token: ab, reason: Unregistered}}]", "one"));
        assertThat(call("POST", "steps: [{at: PT1S, refuse: {device_token: cd, reason: Unregistered}}]")
                        .statusCode())
                .isEqualTo(204);
        assertThat(call("DELETE", "").statusCode()).isEqualTo(204);
        simulator.run(Scenario.parse("steps: [{at: PT1.1S, refuse: {device_token: ef, reason: Unregistered}}]", "two"));

        await().until(() -> client.apns("ef").statusCode() == 410);
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
        assertThat(client.apns("cd").statusCode()).isEqualTo(200);
    }

    @Test
    void a_bad_scenario_is_refused_over_the_control_port_by_line() {
        var answer = call("POST", "steps:\n  - {at: PT0S, freeze: {provider: hms}}\n");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("scenario:2: steps[0].freeze.provider: hms (expected: apns or fcm)");
    }

    private HttpResponse<String> call(String method, String body) {
        URI uri = URI.create("http://localhost:" + simulator.controlPort() + "/scenario");
        return client.send(HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)));
    }
}
