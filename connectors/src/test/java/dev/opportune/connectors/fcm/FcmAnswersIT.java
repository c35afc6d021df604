package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unconfirmed;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.TestLane;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.FcmForm;
import dev.opportune.simulator.behaviour.ProjectRefusal;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of FCM's table, over TLS and HTTP/2: what it answers, what becomes of the message, and whether the app is
/// known to be at fault.
class FcmAnswersIT {

    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration CONFIGURATION = Outcomes.CONFIGURATION_RETRY;
    private static final Rejected MESSAGE_AT_FAULT = new Rejected("INVALID_ARGUMENT", Blame.MESSAGE);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();

    @TempDir
    private Path folder;

    private FcmProvider provider;
    private Connector connector;

    @AfterEach
    void close() {
        lane.await(connector::close);
        lane.await(provider::close);
        lane.close();
        simulator.close();
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(FcmErrorCode.UNREGISTERED, new Unregistered("UNREGISTERED", null)),
                Arguments.of(FcmErrorCode.SENDER_ID_MISMATCH, new Rejected("SENDER_ID_MISMATCH", Blame.UNCLEAR)),
                Arguments.of(
                        FcmErrorCode.THIRD_PARTY_AUTH_ERROR,
                        new Throttled("THIRD_PARTY_AUTH_ERROR", CONFIGURATION, Extent.DEVICE)),
                Arguments.of(FcmErrorCode.UNAUTHENTICATED, new NotSent("UNAUTHENTICATED", CONFIGURATION, Extent.APP)),
                Arguments.of(FcmErrorCode.QUOTA_EXCEEDED, new Throttled("QUOTA_EXCEEDED", MINUTE, Extent.APP)),
                Arguments.of(FcmErrorCode.INTERNAL, new Unconfirmed("INTERNAL", TEN)),
                Arguments.of(FcmErrorCode.UNAVAILABLE, new Unconfirmed("UNAVAILABLE", TEN)),
                Arguments.of(FcmErrorCode.UNSPECIFIED_ERROR, new Unconfirmed("UNSPECIFIED_ERROR", TEN)));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void each_code_of_the_simulators_becomes_the_outcome_of_the_table(FcmErrorCode code, DeliveryOutcome expected) {
        connectToSimulator();
        simulator.behaviour().refuse(Messages.DEVICE_TOKEN, DeviceRefusal.always(code));
        assertThat(deliver()).isEqualTo(expected);
        assertThat(provider.fault() != null).isEqualTo(isOfTheApp(expected));
    }

    static Stream<Arguments> forms() {
        var atFault = new Rejected("INVALID_ARGUMENT", Blame.DEVICE);
        var thirdParty = new Throttled("THIRD_PARTY_AUTH_ERROR", CONFIGURATION, Extent.DEVICE);
        return Stream.of(
                Arguments.of(FcmForm.TOKEN_IN_SENTENCE, new Unregistered("INVALID_ARGUMENT", null)),
                Arguments.of(FcmForm.TOKEN_IN_BAD_REQUEST, new Unregistered("INVALID_ARGUMENT", null)),
                Arguments.of(FcmForm.TOKEN_AT_APPLE, atFault),
                Arguments.of(FcmForm.TOO_BIG, MESSAGE_AT_FAULT),
                Arguments.of(FcmForm.DATA_TYPE, MESSAGE_AT_FAULT),
                Arguments.of(FcmForm.IPHONE, thirdParty),
                Arguments.of(FcmForm.BROWSER, thirdParty),
                Arguments.of(FcmForm.OAUTH_SENTENCE, thirdParty),
                Arguments.of(FcmForm.NO_PERMISSION, ofTheApp("IAM_PERMISSION_DENIED")),
                Arguments.of(FcmForm.NOT_REGISTERED, new Unregistered("UNREGISTERED", null)),
                Arguments.of(FcmForm.OF_THE_DEVICE, new Throttled("QUOTA_EXCEEDED", MINUTE, Extent.DEVICE)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void each_form_that_was_seen_in_the_field_becomes_the_outcome_of_the_table(FcmForm form, DeliveryOutcome expected) {
        connectToSimulator();
        simulator.behaviour().refuse(Messages.DEVICE_TOKEN, DeviceRefusal.always(form));
        assertThat(deliver()).isEqualTo(expected);
        assertThat(provider.fault() != null).isEqualTo(isOfTheApp(expected));
        assertThat(provider.warning() != null).isEqualTo(form.code() == FcmErrorCode.THIRD_PARTY_AUTH_ERROR);
    }

    @ParameterizedTest
    @EnumSource(ProjectRefusal.class)
    void what_Google_has_against_the_project_stops_the_app_and_is_said_with_what_to_do(ProjectRefusal refusal) {
        connectToSimulator();
        simulator.behaviour().refuseProject(refusal, 1);
        assertThat(deliver()).isEqualTo(ofTheApp(refusal.name()));
        assertThat(provider.fault())
                .contains("(" + refusal.name() + "): ")
                .contains(
                        switch (refusal) {
                            case SERVICE_DISABLED -> "enable the \"Firebase Cloud Messaging API\"";
                            case IAM_PERMISSION_DENIED -> "cloudmessaging.messages.create";
                            case CONSUMER_INVALID -> "does not exist";
                        });
        assertThat(deliver()).isInstanceOf(Accepted.class);
        assertThat(provider.fault()).isNull();
    }

    private void connectToSimulator() {
        var files = simulator.writeCredentials(folder);
        connect(new FcmSettings(
                "shop-android", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca()));
    }

    /// Status, `Retry-After` (0: none), body, outcome.
    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(200, 0, "{\"name\":\"projects/p/messages/7\"}", new Accepted("projects/p/messages/7")),
                Arguments.of(200, 0, "<html>welcome</html>", new Unconfirmed("unreadable_answer", TEN)),
                Arguments.of(400, 0, invalid("message.token"), new Unregistered("INVALID_ARGUMENT", null)),
                Arguments.of(400, 0, invalid("message.android.ttl"), MESSAGE_AT_FAULT),
                Arguments.of(400, 0, error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"), MESSAGE_AT_FAULT),
                Arguments.of(400, 0, plain(400, "INVALID_ARGUMENT"), MESSAGE_AT_FAULT),
                Arguments.of(400, 0, "<html>bad</html>", new NotSent("http_400", TEN, Extent.DEVICE)),
                Arguments.of(401, 0, plain(401, "UNAUTHENTICATED"), ofTheApp("UNAUTHENTICATED")),
                Arguments.of(403, 0, plain(403, "PERMISSION_DENIED"), ofTheApp("PERMISSION_DENIED")),
                Arguments.of(404, 0, "<html>Not Found!!1</html>", ofTheApp("http_404")),
                Arguments.of(404, 0, plain(404, "NOT_FOUND"), new NotSent("NOT_FOUND", TEN, Extent.DEVICE)),
                Arguments.of(404, 0, error(404, "NOT_FOUND", "NEW_WORD"), new NotSent("NEW_WORD", TEN, Extent.DEVICE)),
                Arguments.of(
                        429,
                        25,
                        error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
                        new Throttled("QUOTA_EXCEEDED", Duration.ofSeconds(25), Extent.APP)),
                Arguments.of(
                        429,
                        0,
                        quota("token", "Device message rate exceeded"),
                        new Throttled("QUOTA_EXCEEDED", MINUTE, Extent.DEVICE)),
                Arguments.of(
                        429,
                        0,
                        quota("project_number:7", "Message rate exceeded"),
                        new Throttled("QUOTA_EXCEEDED", MINUTE, Extent.APP)),
                Arguments.of(
                        429,
                        0,
                        plain(429, "RESOURCE_EXHAUSTED"),
                        new Throttled("RESOURCE_EXHAUSTED", MINUTE, Extent.APP)),
                Arguments.of(429, 0, "<html>slow down</html>", new Throttled("http_429", MINUTE, Extent.APP)),
                Arguments.of(
                        503,
                        30,
                        error(503, "UNAVAILABLE", "UNAVAILABLE"),
                        new Unconfirmed("UNAVAILABLE", Duration.ofSeconds(30))),
                Arguments.of(503, 1, error(503, "UNAVAILABLE", "UNAVAILABLE"), new Unconfirmed("UNAVAILABLE", TEN)),
                Arguments.of(500, 0, error(500, "INTERNAL", "NEW_WORD"), new Unconfirmed("NEW_WORD", TEN)),
                Arguments.of(502, 0, "<html>bad gateway</html>", new Unconfirmed("http_502", TEN)),
                Arguments.of(503, 0, "", new Unconfirmed("http_503", TEN)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void each_answer_becomes_the_outcome_of_the_table(
            int status, int retryAfter, String body, DeliveryOutcome expected) {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            connect(fcm.settings());
            fcm.onPush(request -> {
                if (retryAfter > 0) {
                    request.response().putHeader("retry-after", Integer.toString(retryAfter));
                }
                ScriptedFcm.answer(request, status, body);
            });
            assertThat(deliver()).isEqualTo(expected);
            assertThat(provider.fault() != null).isEqualTo(isOfTheApp(expected));
        }
    }

    @Test
    void a_fault_is_a_plain_sentence_until_a_message_is_accepted() {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            connect(fcm.settings());
            fcm.onPush(request -> ScriptedFcm.answer(request, 403, plain(403, "PERMISSION_DENIED")));
            var _ = deliver();
            assertThat(provider.fault())
                    .isEqualTo("service_account_file: " + fcm.settings().serviceAccountFile()
                            + ": FCM refuses messages for the project project-1 (PERMISSION_DENIED)");
            fcm.onPush(ScriptedFcm::accept);
            var _ = deliver();
            assertThat(provider.fault()).isNull();
        }
    }

    @Test
    void a_refused_stream_is_not_sent_and_may_go_again_at_once() {
        try (var fcm = new ScriptedFcm(simulator, folder)) {
            connect(fcm.settings());
            fcm.onPush(request -> {
                var _ = request.response().reset(Http2Error.REFUSED_STREAM.code());
            });
            assertThat(deliver()).isEqualTo(new NotSent("refused_stream", Duration.ZERO, Extent.DEVICE));
            fcm.onPush(request -> {
                var _ = request.response().reset(Http2Error.INTERNAL_ERROR.code());
            });
            assertThat(deliver()).isEqualTo(new Unconfirmed("connection_lost", TEN));
            fcm.onPush(ScriptedFcm::accept);
            assertThat(deliver()).isInstanceOf(Accepted.class);
        }
    }

    private static NotSent ofTheApp(String word) {
        return new NotSent(word, CONFIGURATION, Extent.APP);
    }

    private static boolean isOfTheApp(DeliveryOutcome outcome) {
        return outcome instanceof NotSent notSent && notSent.extent() == Extent.APP;
    }

    private static String plain(int status, String rpcStatus) {
        return "{\"error\":{\"code\":" + status + ",\"message\":\"…\",\"status\":\"" + rpcStatus + "\"}}";
    }

    private static String error(int status, String rpcStatus, String code) {
        return "{\"error\":{\"code\":" + status + ",\"message\":\"…\",\"status\":\"" + rpcStatus + "\",\"details\":["
                + "{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.FcmError\",\"errorCode\":\"" + code
                + "\"}]}}";
    }

    private static String invalid(String field) {
        return detailed(
                error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
                "BadRequest\",\"fieldViolations\":[{\"field\":\"" + field + "\",\"description\":\"Invalid\"}]");
    }

    private static String quota(String subject, String description) {
        return detailed(
                error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
                "QuotaFailure\",\"violations\":[{\"subject\":\"" + subject + "\",\"description\":\"" + description
                        + "\"}]");
    }

    private static String detailed(String error, String detail) {
        return error.replace("}]}}", "},{\"@type\":\"type.googleapis.com/google.rpc." + detail + "}]}}");
    }

    private void connect(FcmSettings settings) {
        provider = new FcmProvider(settings);
        connector = lane.call(() -> provider.connect(lane.lane()));
        lane.awaitRoom(connector);
    }

    private DeliveryOutcome deliver() {
        var message = Messages.plain("s-1", Messages.DEVICE_TOKEN, Instant.now().plusSeconds(600));
        return lane.await(() -> connector.deliver(message));
    }
}
