package dev.opportune.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlIT {

    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    @Test
    void pushes_are_read_as_lines_and_filtered() throws Exception {
        push("ab");
        push("cd");
        push("ab");

        assertThat(lines("/pushes")).hasSize(3);
        assertThat(lines("/pushes?device_token=ab")).hasSize(2);
        assertThat(lines("/pushes?send_id=s-1&after=1&limit=1")).singleElement().satisfies(push -> {
            assertThat(push.path("sequence").asLong()).isEqualTo(2);
            assertThat(push.path("device_token").asText()).isEqualTo("cd");
            assertThat(push.at("/payload/aps/alert").asText()).isEqualTo("hello");
            assertThat(push.path("provider").asText()).isEqualTo("apns");
        });
        assertThat(lines("/pushes?send_id=s-2")).isEmpty();
        assertThat(json(call("GET", "/pushes/count", "")).path("recorded").asInt())
                .isEqualTo(3);
        assertThat(json(call("DELETE", "/pushes", "")).path("recorded").asInt()).isZero();
        assertThat(json(call("GET", "/state", ""))
                        .at("/apns/pushes_by_status/200")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void a_device_token_is_refused_and_accepted_again() {
        assertThat(call("PUT", "/behaviour/devices/ab", "{\"reason\":\"BadDeviceToken\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.apns("ab").statusCode()).isEqualTo(400);
        assertThat(call("DELETE", "/behaviour/devices/ab", "").statusCode()).isEqualTo(204);
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT    | /behaviour/latency    | {"provider":"apns","fixed":"PT0.01S"}
            PUT    | /behaviour/latency    | {"provider":"fcm","p50":"PT0.01S","p99":"PT0.1S"}
            POST   | /behaviour/fail       | {"provider":"fcm","fault":"bodiless_503","times":3}
            POST   | /behaviour/freeze     | {"provider":"apns","for":"PT60S"}
            POST   | /behaviour/unfreeze   | {"provider":"apns"}
            POST   | /behaviour/goaway     | {"provider":"apns"}
            POST   | /behaviour/reset      | {"provider":"fcm"}
            POST   | /behaviour/goaway     | {"provider":"apns","unhandled":3}
            POST   | /behaviour/streams    | {"provider":"apns","most":4}
            POST   | /behaviour/share      | {"provider":"apns","reason":"Unregistered","fraction":0.05}
            POST   | /behaviour/quota      | {"per_minute":1000}
            POST   | /behaviour/idle_timeout | {"provider":"apns","timeout":"PT5M"}
            POST   | /behaviour/fail_access_tokens | {"fault":"unavailable"}
            POST   | /behaviour/access_token_lifetime | {"lifetime":"PT5S"}
            POST   | /behaviour/refuse     | {"device_token":"ab","reason":"Unregistered","since":"2026-11-22T12:00:00Z"}
            POST   | /behaviour/revoke_access_tokens | {}
            DELETE | /behaviour            | {}
            """)
    void a_call_that_scripts_is_answered_204(String method, String path, String body) {
        assertThat(call(method, path, body).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PUT  | /behaviour/latency    | {"provider":"apns","fixed":"10ms"} | 400 | fixed: 10ms (expected: an ISO 8601 duration
            PUT  | /behaviour/latency    | {"provider":"apns"}                | 400 | latency: (expected: either fixed, or p50 and p99)
            PUT  | /behaviour/latency    | {"provider":"hms","fixed":"PT1S"}  | 400 | provider: hms (expected: apns or fcm)
            PUT  | /behaviour/latency    | [1]                                | 400 | (expected: a JSON object)
            PUT  | /behaviour/latency    | {"provider":                       | 400 | (expected: a JSON object)
            PUT  | /behaviour/devices/ab | {"reason":"Bored"}                 | 400 | reason: Bored (expected:
            PUT  | /behaviour/devices/ab | {"reason":"Shutdown","times":0}    | 400 | times: 0 (expected: >= 1)
            PUT  | /behaviour/devices/ab | {"reason":"Shutdown","tines":1}    | 400 | tines: unknown
            POST | /behaviour/fail       | {"provider":"fcm","fault":"fire"}  | 400 | fault: fire (expected:
            PUT  | /behaviour/devices/ab | {"reason":"Shutdown","device_token":"cd"} | 400 | device_token: given twice
            GET  | /behaviour/latency    | {}                                 | 405 | method: GET (expected: POST or PUT)
            POST | /behaviour/melt       | {}                                 | 404 | no such call
            GET  | /pushes?limit=0       | {}                                 | 400 | limit: 0 (expected: 1 to 100000)
            GET  | /pushes?send=x        | {}                                 | 400 | send: unknown
            GET  | /nothing              | {}                                 | 404 | no such call
            POST | /behaviour/devices/ab | {}                                 | 405 | method: POST
            """)
    void a_bad_call_is_told_what_is_wrong(String method, String path, String body, int status, String error)
            throws Exception {
        var answer = call(method, path, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("error").asText()).contains(error);
    }

    private void push(String deviceToken) {
        assertThat(client.apns(deviceToken).statusCode()).isEqualTo(200);
    }

    private List<JsonNode> lines(String path) throws Exception {
        return call("GET", path, "").body().lines().map(ControlIT::tree).toList();
    }

    private HttpResponse<String> call(String method, String path, String body) {
        URI uri = URI.create("http://localhost:" + simulator.controlPort() + path);
        return client.send(HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return tree(answer.body());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
