package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.DeviceScripts;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.behaviour.FcmScript;
import dev.opportune.simulator.behaviour.ProjectRefusal;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.wire.Answer;
import dev.opportune.simulator.wire.ConnectionService;
import dev.opportune.simulator.wire.Handled;
import dev.opportune.simulator.wire.Handled.PushFacts;
import dev.opportune.simulator.wire.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// FCM's side of every connection: it keeps nothing for each.
final class FcmRequests implements ConnectionService {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SEND = "/messages:send";

    private final String projectId;
    private final TokenEndpoint tokens;
    private final TokenExchange exchange;
    private final AccessTokens accessTokens;
    private final DeviceScripts devices;
    private final FcmScript script;
    private final Clock clock;

    FcmRequests(
            String projectId,
            TokenEndpoint tokens,
            TokenExchange exchange,
            AccessTokens accessTokens,
            Behaviour behaviour,
            Clock clock) {
        this.projectId = projectId;
        this.tokens = tokens;
        this.exchange = exchange;
        this.accessTokens = accessTokens;
        this.devices = behaviour.devices();
        this.script = behaviour.fcmScript();
        this.clock = clock;
    }

    @Override
    public Handled handle(Request request) {
        if (request.path().equals("/token") && request.method().equals("POST")) {
            return new Handled(tokens.answer(request), null);
        }
        Answer exchanged = exchange.answer(request);
        if (exchanged != null) return new Handled(exchanged, null);
        return isPush(request) ? push(request) : new Handled(FcmErrors.noSuchPath(), null);
    }

    @Override
    public Answer unavailable(Request push) {
        return FcmForms.of(FcmErrorCode.UNAVAILABLE, null, projectId, null);
    }

    @Override
    public boolean isPush(Request request) {
        return request.method().equals("POST")
                && request.path().startsWith("/v1/projects/")
                && request.path().endsWith(SEND);
    }

    @Override
    public String deviceTokenOf(Request push) {
        JsonNode body = parsed(push);
        return body == null ? "" : deviceToken(body);
    }

    private Handled push(Request request) {
        JsonNode body = parsed(request);
        String deviceToken = body == null ? "" : deviceToken(body);
        CharSequence authorization = request.header("authorization");
        if (authorization == null || !accessTokens.good(authorization)) {
            return refused(deviceToken, FcmErrorCode.UNAUTHENTICATED);
        }
        ProjectRefusal refusal = script.takeProjectRefusal();
        if (refusal != null) {
            return new Handled(FcmForms.of(refusal, projectId), new PushFacts(deviceToken, refusal.name(), ""));
        }
        if (!request.path().equals("/v1/projects/" + projectId + SEND)) {
            return refused(deviceToken, FcmErrorCode.SENDER_ID_MISMATCH);
        }
        Duration untilRefill = script.takeFromQuota(clock.instant());
        if (untilRefill != null) {
            Answer answer = FcmForms.of(FcmErrorCode.QUOTA_EXCEEDED, null, projectId, wholeSeconds(untilRefill));
            return new Handled(answer, new PushFacts(deviceToken, FcmErrorCode.QUOTA_EXCEEDED.wireName(), ""));
        }
        List<FieldViolation> violations = body == null
                ? List.of(new FieldViolation("", "Invalid JSON payload received."))
                : MessageRules.violations(body);
        if (!violations.isEmpty()) {
            return new Handled(
                    FcmErrors.badRequest(violations),
                    new PushFacts(deviceToken, FcmErrorCode.INVALID_ARGUMENT.wireName(), ""));
        }
        return scriptedOrAccepted(deviceToken);
    }

    private Handled scriptedOrAccepted(String deviceToken) {
        DeviceRefusal refusal = devices.take(Provider.FCM, deviceToken);
        if (refusal != null && refusal.reason() instanceof FcmErrorCode code) {
            Answer answer = FcmForms.of(code, refusal.form(), projectId, refusal.retryAfter());
            return new Handled(answer, new PushFacts(deviceToken, code.wireName(), ""));
        }
        String name = "projects/" + projectId + "/messages/" + messageId();
        byte[] json = JSON.createObjectNode().put("name", name).toString().getBytes(StandardCharsets.UTF_8);
        return new Handled(Answer.json(200, json), new PushFacts(deviceToken, null, name));
    }

    /// Rounded up: `Retry-After` counts seconds.
    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    }

    private Handled refused(String deviceToken, FcmErrorCode code) {
        return new Handled(FcmForms.of(code, null, projectId, null), new PushFacts(deviceToken, code.wireName(), ""));
    }

    /// The body's tree, or null when it is no JSON.
    private static @Nullable JsonNode parsed(Request request) {
        try {
            JsonNode body = JSON.readTree(request.body());
            return body.isMissingNode() ? null : body;
        } catch (IOException e) {
            return null; // said so in the answer
        }
    }

    /// The target that is one device: a registration token, or the newer `fid`.
    private static String deviceToken(JsonNode body) {
        JsonNode message = body.path("message");
        return message.path("token").asText(message.path("fid").asText(""));
    }

    private static String messageId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "0:" + random.nextLong(1_000_000_000_000_000L, 10_000_000_000_000_000L) + "%"
                + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }
}
