package dev.opportune.gateway.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.connectors.Platform;
import dev.opportune.gateway.contract.Document;
import dev.opportune.gateway.contract.Place;
import dev.opportune.gateway.http.InMemoryEvents;
import dev.opportune.gateway.http.InMemoryUsers;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Policies;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.RecordingSends;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.http.events.EventMetrics;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.user.Users;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The OpenAPI document and the code say the same: operations, scopes, parameters, problems, words and limits.
class ContractTest {

    private static final Document DOCUMENT = Document.get();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");

    @Test
    void every_operation_of_the_router_is_in_the_document_and_the_other_way_round() {
        var served = new TreeMap<String, String>();
        for (var route : routes()) {
            route.operations()
                    .forEach((method, operation) -> served.put(
                            method.name() + ' ' + route.template(),
                            operation.scope().word() + ' ' + new TreeSet<>(operation.query())));
        }
        var documented = new TreeMap<String, String>();
        for (var address : DOCUMENT.root().get("paths").all()) {
            if (!address.pointer().contains("v1")) continue;
            for (String method :
                    address.names().stream().filter(METHODS::contains).toList()) {
                var operation = address.get(method);
                documented.put(
                        method.toUpperCase(Locale.ROOT)
                                + ' '
                                + address.pointer().replace("/paths/", "").replace("~1", "/"),
                        operation.node().at("/security/0/key/0").asText() + ' ' + queryOf(operation));
            }
        }
        assertThat(documented).isEqualTo(served);
    }

    private static List<Route> routes() {
        var vertx = Vertx.vertx();
        try {
            return new Contract(
                            vertx,
                            new RecordingSends(),
                            new InMemoryUsers(),
                            new InMemoryUsers(),
                            new InMemoryEvents(),
                            "op:",
                            new KnownApps(Map.of()),
                            () -> Policies.FLASH_SALE,
                            new EventMetrics(new SimpleMeterRegistry()),
                            null,
                            null,
                            new Stopping(),
                            Limits.STREAM_STALL)
                    .routes();
        } finally {
            vertx.close().await();
        }
    }

    private static Set<String> queryOf(Place operation) {
        return operation.get("parameters").all().stream()
                .filter(it -> it.text("in").equals("query"))
                .map(it -> it.text("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bodies_are_documented_in_the_media_types_that_are_taken() {
        for (var address : DOCUMENT.root().get("paths").all()) {
            for (String method :
                    address.names().stream().filter(METHODS::contains).toList()) {
                var body = address.get(method).get("requestBody");
                if (!body.exists()) continue;
                boolean isPatch = method.equalsIgnoreCase(HttpMethod.PATCH.name());
                boolean isImport = address.pointer().endsWith("users");
                boolean isOneOrLines =
                        address.pointer().endsWith("sends") || address.pointer().endsWith("interactions");
                assertThat(body.get("content").names())
                        .as(body.pointer())
                        .containsExactlyInAnyOrderElementsOf(
                                isPatch
                                        ? MediaTypes.PATCH
                                        : isImport
                                                ? MediaTypes.LINES
                                                : isOneOrLines ? MediaTypes.ONE_OR_LINES : MediaTypes.JSON);
            }
        }
    }

    @Test
    void every_problem_of_the_code_is_in_the_document_and_the_other_way_round() {
        assertThat(words("/components/schemas/Problem/properties/type"))
                .containsExactlyElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::urn).toList());
    }

    @Test
    void every_problem_has_an_example_with_its_title_and_status_in_each_answer_that_may_be_it() {
        var shown = new TreeSet<String>();
        for (var response : DOCUMENT.root().get("components").get("responses").all()) {
            var content = response.get("content").get("application/problem+json");
            if (!content.exists()) continue;
            var here = new TreeSet<String>();
            for (var example : content.get("examples").all()) {
                var value = example.get("value").node();
                var problem = Arrays.stream(Problem.values())
                        .filter(it -> it.urn().equals(value.get("type").asText()))
                        .findFirst()
                        .orElseThrow();
                assertThat(value.get("title").asText()).isEqualTo(problem.title());
                assertThat(value.get("status").asInt()).isEqualTo(problem.status());
                here.add(problem.urn());
            }
            assertThat(new TreeSet<>(
                            words(content.raw("schema").raw("properties").raw("type"))))
                    .as(response.pointer())
                    .isEqualTo(here);
            shown.addAll(here);
        }
        assertThat(shown).hasSize(Problem.values().length);
    }

    @Test
    void a_problem_stands_under_its_own_status() {
        for (var address : DOCUMENT.root().get("paths").all()) {
            for (String method :
                    address.names().stream().filter(METHODS::contains).toList()) {
                var responses = address.get(method).get("responses");
                for (String status : responses.names()) {
                    var examples = responses
                            .get(status)
                            .get("content")
                            .get("application/problem+json")
                            .get("examples");
                    for (var example : examples.all()) {
                        assertThat(example.get("value").text("status"))
                                .as(responses.pointer())
                                .isEqualTo(status);
                    }
                }
            }
        }
    }

    @Test
    void the_words_of_answers_are_those_of_the_code() {
        assertThat(words("/components/schemas/SuppressReason"))
                .containsExactlyElementsOf(Arrays.stream(SuppressReason.values())
                        .map(SuppressReason::word)
                        .toList());
        assertThat(words("/components/schemas/Deferred/properties/reason"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DeferReason.values())
                        .map(DeferReason::word)
                        .toList());
        assertThat(words("/components/schemas/Delivery/properties/outcome"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Outcome.values()).map(Outcome::word).toList());
        assertThat(words("/components/schemas/Receipt/properties/state"))
                .containsExactlyElementsOf(
                        Arrays.stream(SendState.values()).map(SendState::word).toList());
        assertThat(words("/components/schemas/Device/properties/permission"))
                .containsExactlyElementsOf(Arrays.stream(Permission.values())
                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void every_suppression_has_an_example() {
        var examples = DOCUMENT.at("/paths/~1v1~1sends/post/responses/200/content/application~1json/examples");
        assertThat(examples.names()).containsAll(words("/components/schemas/SuppressReason"));
    }

    @Test
    void the_documents_limits_are_those_of_the_code() {
        var code = new TreeMap<String, String>(Map.ofEntries(
                Map.entry("body_bytes", text(Limits.BODY_BYTES)),
                Map.entry("gzip_bytes", text(Limits.GZIP_BYTES)),
                Map.entry("body_depth", text(JsonIn.MAX_DEPTH)),
                Map.entry("errors", text(JsonIn.MAX_ERRORS)),
                Map.entry("devices", text(Limits.DEVICES)),
                Map.entry("attributes_bytes", text(Limits.ATTRIBUTES_BYTES)),
                Map.entry("preferences", text(Users.MAX_PREFERENCES)),
                Map.entry("history", text(Users.MAX_HISTORY)),
                Map.entry("exported_sends", text(Users.MAX_EXPORTED_SENDS)),
                Map.entry("payload_bytes", text(Platform.APNS.maxPayloadBytes())),
                Map.entry("cap", text(Limits.CAP)),
                Map.entry("ttl", "P" + Limits.TTL.toDays() + "D"),
                Map.entry("send_id_chars", text(Limits.SEND_ID_CHARS)),
                Map.entry("user_bytes", text(Limits.USER.maxBytes())),
                Map.entry("device_id_bytes", text(Limits.DEVICE_ID.maxBytes())),
                Map.entry("device_token_bytes", text(Limits.DEVICE_TOKEN.maxBytes())),
                Map.entry("name_bytes", text(Limits.NAME.maxBytes())),
                Map.entry("label_bytes", text(Limits.LABEL.maxBytes())),
                Map.entry("idempotency_key_chars", text(Limits.IDEMPOTENCY_KEY_CHARS)),
                Map.entry("request_line_bytes", text(Limits.INITIAL_LINE_BYTES)),
                Map.entry("header_bytes", text(Limits.HEADER_BYTES)),
                Map.entry("concurrent_streams", text(Limits.CONCURRENT_STREAMS)),
                Map.entry("idle", "PT" + Limits.IDLE.toSeconds() + "S"),
                Map.entry("bodies_bytes", text(Limits.BODIES_BYTES)),
                Map.entry("body_time", Limits.BODY_TIME.toString()),
                Map.entry("lines_in_flight", text(Limits.LINES_IN_FLIGHT)),
                Map.entry("lines_bytes_in_flight", text(Limits.LINES_BYTES_IN_FLIGHT)),
                Map.entry("lines_wait_for_room", Limits.LINES_WAIT_FOR_ROOM.toString()),
                Map.entry("send_streams", text(Limits.SEND_STREAMS)),
                Map.entry("send_streams_of_caller", text(Limits.SEND_STREAMS_OF_CALLER)),
                Map.entry("imports", text(Limits.IMPORTS)),
                Map.entry("imports_of_caller", text(Limits.IMPORTS_OF_CALLER)),
                Map.entry("failed_lines_in_a_row", text(Limits.FAILED_LINES_IN_A_ROW)),
                Map.entry("stream_stall", Limits.STREAM_STALL.toString()),
                Map.entry("events", text(Limits.EVENTS)),
                Map.entry("events_wait", Limits.EVENTS_WAIT.toString()),
                Map.entry("reports", text(Limits.REPORTS)),
                Map.entry("reports_of_caller", text(Limits.REPORTS_OF_CALLER)),
                Map.entry("report_hours", text(Limits.REPORT_HOURS)),
                Map.entry("event_readers", text(Limits.EVENT_READERS)),
                Map.entry("event_readers_of_caller", text(Limits.EVENT_READERS_OF_CALLER))));
        var documented = new TreeMap<String, String>();
        for (var limit : DOCUMENT.root().get("x-limits").node().properties()) {
            documented.put(limit.getKey(), limit.getValue().asText());
        }
        assertThat(documented).isEqualTo(code);
    }

    @Test
    void the_schemas_have_the_documents_limits_of_what_is_kept() {
        var limits = DOCUMENT.root().get("x-limits").node();
        var schemas = DOCUMENT.root().get("components").get("schemas").node();
        assertThat(schemas.at("/Preferences/properties/history/maxItems")).isEqualTo(limits.get("history"));
        assertThat(schemas.at("/Export/properties/waiting/maxItems")).isEqualTo(limits.get("exported_sends"));
    }

    @Test
    void the_schemas_have_the_documents_limits() {
        var limits = DOCUMENT.root().get("x-limits").node();
        var schemas = DOCUMENT.root().get("components").get("schemas").node();
        Map.of(
                        "UserId",
                        "user",
                        "DeviceId",
                        "device_id",
                        "DeviceToken",
                        "device_token",
                        "Name",
                        "name",
                        "Label",
                        "label")
                .forEach((schema, limit) -> {
                    int bytes = limits.get(limit + "_bytes").asInt();
                    assertThat(schemas.at("/" + schema + "/x-max-bytes").asInt())
                            .isEqualTo(bytes);
                    assertThat(schemas.at("/" + schema + "/maxLength").asInt()).isEqualTo(bytes);
                });
        Map.of(
                        "/Send/properties/devices/maxItems", "devices",
                        "/Events/properties/events/maxItems", "events",
                        "/Send/properties/idempotency_key/maxLength", "idempotency_key_chars",
                        "/SendId/maxLength", "send_id_chars",
                        "/CapLimit/maximum", "cap",
                        "/PreferencesChange/properties/caps/additionalProperties/maximum", "cap",
                        "/Preferences/properties/caps/additionalProperties/maximum", "cap",
                        "/Profile/properties/attributes/x-max-bytes", "attributes_bytes",
                        "/Problem/properties/errors/maxItems", "errors")
                .forEach((pointer, limit) ->
                        assertThat(schemas.at(pointer)).as(pointer).isEqualTo(limits.get(limit)));
    }

    private static String text(int number) {
        return Integer.toString(number);
    }

    private static List<String> words(String pointer) {
        return words(DOCUMENT.at(pointer));
    }

    private static List<String> words(Place place) {
        return place.node()
                .path("x-extensible-enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }
}
