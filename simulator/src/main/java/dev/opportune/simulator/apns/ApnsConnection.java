package dev.opportune.simulator.apns;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.DeviceScripts;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.wire.Answer;
import dev.opportune.simulator.wire.ConnectionService;
import dev.opportune.simulator.wire.Handled;
import dev.opportune.simulator.wire.Handled.PushFacts;
import dev.opportune.simulator.wire.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// APNs' side of one connection: path and method, provider token, headers and payload, device token.
final class ApnsConnection implements ConnectionService {

    private static final JsonMapper JSON = new JsonMapper();

    private final ApnsRequestRules rules;
    private final ConnectionTokens tokens;
    private final StreamAllowance streams;
    private final DeviceScripts devices;
    private final Clock clock;

    ApnsConnection(
            ApnsRequestRules rules,
            ConnectionTokens tokens,
            StreamAllowance streams,
            DeviceScripts devices,
            Clock clock) {
        this.rules = rules;
        this.tokens = tokens;
        this.streams = streams;
        this.devices = devices;
        this.clock = clock;
    }

    @Override
    public Handled handle(Request request) {
        String deviceToken = deviceTokenOf(request);
        String apnsId = apnsId(request);
        ApnsReason reason = authenticatedThenJudged(request, deviceToken);
        if (reason != null) return refused(deviceToken, apnsId, DeviceRefusal.always(reason));
        DeviceRefusal scripted = devices.take(Provider.APNS, deviceToken);
        if (scripted != null) return refused(deviceToken, apnsId, scripted);
        streams.succeeded();
        return new Handled(Answer.bodiless(200, Map.of("apns-id", apnsId)), new PushFacts(deviceToken, null, apnsId));
    }

    @Override
    public Answer unavailable(Request push) {
        return refusal(apnsId(push), DeviceRefusal.always(ApnsReason.SERVICE_UNAVAILABLE));
    }

    @Override
    public boolean isPush(Request request) {
        return true; // APNs offers nothing else on this port; the record keeps also what has a bad path
    }

    @Override
    public String deviceTokenOf(Request push) {
        return ApnsRequestRules.deviceToken(push.path());
    }

    private @Nullable ApnsReason authenticatedThenJudged(Request request, String deviceToken) {
        ApnsReason misplaced = rules.judgePlace(request);
        if (misplaced != null) return misplaced;
        ApnsReason unauthenticated = tokens.judge(request.header("authorization"));
        if (unauthenticated != null) return unauthenticated;
        streams.authenticated();
        return rules.judge(request, deviceToken);
    }

    private Handled refused(String deviceToken, String apnsId, DeviceRefusal refusal) {
        if (refusal.reason() instanceof ApnsReason reason) streams.refused(reason);
        String reason = refusal.reason().wireName();
        return new Handled(refusal(apnsId, refusal), new PushFacts(deviceToken, reason, apnsId));
    }

    private Answer refusal(String apnsId, DeviceRefusal refusal) {
        Map<String, String> headers = new HashMap<>();
        headers.put("apns-id", apnsId);
        headers.put("content-type", "application/json");
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) headers.put("retry-after", Long.toString(retryAfter.toSeconds()));
        String reason = refusal.reason().wireName();
        int status = refusal.reason().status();
        ObjectNode body = JSON.createObjectNode().put("reason", reason);
        if (status == 410) {
            Instant since = refusal.since();
            body.put("timestamp", (since == null ? clock.instant() : since).toEpochMilli());
        }
        byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
        return new Answer(status, headers, json);
    }

    /// The client's, or one made here: "If you omit this header, APNs creates a new UUID for you and returns it".
    private static String apnsId(Request request) {
        CharSequence own = request.header("apns-id");
        if (own != null && ApnsRequestRules.isUuid(own)) return own.toString();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
