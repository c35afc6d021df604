package dev.opportune.gateway.send.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.engagement.proof.Proofs;
import dev.opportune.gateway.json.ContentReader;
import dev.opportune.gateway.words.LaneTemplates;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the door says of sizes, against what both payload writers make of the same send whenever it goes.
class DoorTest {

    private static final Path NONE = Path.of("no-such-file");
    private static final String SEND_ID = "92-01m80st8gkx39kk6nfj7c1f02y";
    private static final int MOST_BYTES = 4096;
    private static final int MOST_USER_BYTES = 128;

    private final SplittableRandom random = new SplittableRandom(3);
    private final Policy policy;
    private final Map<String, Provider> providers = Map.of(
            "ios",
            new ApnsProvider(new ApnsSettings(
                    "ios",
                    "com.example.shop",
                    ApnsSettings.Environment.PRODUCTION,
                    NONE,
                    "ABC123DEFG",
                    "DEF123GHIJ",
                    null,
                    null)),
            "android",
            new FcmProvider(new FcmSettings("android", NONE, null, null).withPlatforms(Set.of(FcmPlatform.ANDROID))),
            "iphones",
            new FcmProvider(new FcmSettings("iphones", NONE, null, null).withPlatforms(Set.of(FcmPlatform.IOS))),
            "web",
            new FcmProvider(new FcmSettings("web", NONE, null, null).withPlatforms(Set.of(FcmPlatform.WEB))));
    private final Door door = new Door(providers, LaneTemplates.none());

    DoorTest() throws Exception {
        policy = PolicyFile.parse("version: \"1\"\ncategories: {sale: {class: promotional}}", "test");
    }

    @AfterEach
    void close() {
        providers.values().forEach(provider -> {
            var _ = provider.close();
        });
    }

    @Test
    void what_comes_in_fits_whenever_it_goes_and_what_fits_comes_in() {
        int refused = 0;
        int smallAdmitted = 0;
        for (int i = 0; i < 4_000; i++) {
            var send = request(content(i), label(), label());
            int most = mostBytes(send);
            boolean comesIn = refusal(send) == null;
            assertThat(comesIn).as("%s bytes of %s", most, send.contentJson()).isEqualTo(most <= MOST_BYTES);
            if (!comesIn) refused++;
            else if (send.contentJson().length() <= 1536) smallAdmitted++;
        }
        assertThat(refused).isBetween(500, 3_500);
        assertThat(smallAdmitted).isGreaterThan(500);
    }

    @Test
    void what_surely_fits_with_a_proof_does() {
        var proof = "x".repeat(Proofs.characters(MOST_USER_BYTES));
        int withProof = 0;
        for (int i = 0; i < 4_000; i++) {
            var send = request(content(i), label(), label());
            if (!Door.surelyFitsWithProof(send.contentJson().length())) continue;
            withProof++;
            assertThat(mostBytes(send, proof)).isLessThanOrEqualTo(MOST_BYTES);
        }
        assertThat(withProof).isGreaterThan(300);
    }

    @Test
    void breaks_cost_what_they_cost_in_the_request() {
        for (var content : List.of(
                "{\"body\":\"" + "\\n".repeat(669) + "\"}",
                "{\"body\":\"" + "x".repeat(3_000) + "\\n".repeat(150) + "\"}",
                "{\"body\":\"" + "\\t\\r\\n".repeat(600) + "\"}")) {
            var send = request(content, null, null);
            assertThat(mostBytes(send)).isLessThanOrEqualTo(MOST_BYTES);
            assertThat(refusal(send)).isNull();
        }
    }

    @Test
    void the_answer_tells_the_bytes_of_each_platform() {
        var send = request("{\"title\":\"" + "é".repeat(2_100) + "\"}", null, null);
        assertThat(refusal(send)).isInstanceOfSatisfying(SendAnswer.PayloadTooLarge.class, tooLarge -> {
            assertThat(tooLarge.bytes()).hasSize(2);
            assertThat(tooLarge.bytes().values()).allMatch(bytes -> bytes > 4_200);
        });
    }

    private @Nullable SendAnswer refusal(SendRequest send) {
        return door.refuse(send, SEND_ID, policy, System.currentTimeMillis());
    }

    /// Over all platforms, categories that the policy may have by then, and instants at which it may be written.
    private int mostBytes(SendRequest send) {
        return mostBytes(send, null);
    }

    private int mostBytes(SendRequest send, @Nullable String proof) {
        int most = 0;
        for (var provider : providers.values()) {
            for (var urgency : Urgency.values()) {
                for (var left : List.of(
                        Duration.ZERO,
                        Duration.ofMinutes(15),
                        Duration.ofDays(28).plusMinutes(1))) {
                    most = Math.max(
                            most,
                            provider.payloadBytes(
                                    message(send, urgency, Instant.now().plus(left))
                                            .withProof(proof)));
                }
            }
        }
        return most;
    }

    private static PushMessage message(SendRequest send, Urgency urgency, Instant deadline) {
        return new PushMessage(
                SEND_ID,
                "dGVzdA:APA91bFoo",
                send.content(),
                send.ref(),
                send.collapseKey(),
                deadline,
                urgency,
                Standing.UNPROVEN);
    }

    private static SendRequest request(String json, @Nullable String ref, @Nullable String collapseKey) {
        var content = Buffer.buffer(json);
        return new SendRequest(
                "u",
                "sale",
                null,
                ContentReader.read(content),
                content,
                Moment.Absolute.UNSAID,
                collapseKey,
                null,
                ref,
                List.of());
    }

    /// Mostly around the two sizes at which the door looks again.
    private String content(int number) {
        int bytes = number % 3 == 0 ? random.nextInt(1_000, 1_600) : random.nextInt(3_300, 4_200);
        if (number % 16 == 0) return "{\"background\":true,\"data\":{\"a\":\"" + text(bytes) + "\"}}";
        if (number % 16 == 1) return linked(random.nextInt(1_500, 2_100));
        int title = random.nextInt(bytes);
        var json = new StringBuilder("{\"title\":\"").append(text(title)).append('"');
        if (random.nextInt(4) == 0) {
            json.append(",\"title_loc_key\":\"rain_title\",\"title_loc_args\":[\"")
                    .append(text(50))
                    .append("\",\"\"]");
        }
        if (random.nextInt(4) == 0) json.append(",\"body_loc_key\":\"rain_body\"");
        if (random.nextBoolean()) json.append(",\"image\":\"https://example.com/i.png\"");
        if (random.nextBoolean()) {
            json.append(",\"action\":{\"label\":\"").append(text(30)).append("\",\"link\":\"a://b\"}");
        }
        if (random.nextBoolean()) json.append(",\"badge\":2147483647,\"sound\":\"default\"");
        if (random.nextBoolean()) json.append(",\"ios\":{\"relevance\":1e-9,\"interruption\":\"time_sensitive\"}");
        else if (random.nextBoolean()) {
            json.append(",\"ios\":{\"subtitle\":\"").append(text(40)).append("\",\"mutable_content\":true,");
            json.append("\"thread_id\":\"t\",\"category\":\"C\",\"sound\":\"a.caf\"}");
        }
        if (random.nextBoolean()) {
            json.append(",\"android\":{\"channel\":\"offers\",\"color\":\"#0080ff\",\"sound\":\"drops\"}");
        }
        if (random.nextBoolean()) {
            json.append(",\"data\":{\"a\":\"").append(text(100)).append("\"}");
        }
        return json.append(",\"body\":\"")
                .append(text(bytes - title))
                .append("\"}")
                .toString();
    }

    /// Mostly a link that browsers are told twice.
    private String linked(int bytes) {
        int link = bytes - random.nextInt(1, 100);
        return "{\"title\":\"" + "x".repeat(bytes - link) + "\",\"action\":{\"link\":\"https://a.example/"
                + "y".repeat(link) + "\"}}";
    }

    /// JSON of so many bytes, more or less: of one kind of character, or of all kinds.
    private String text(int bytes) {
        var kinds = List.of(
                "x", "\\n", "\\t", "\\r", "\\b", "\\f", "\\\"", "\\\\", "\\/", "\\u0001", "\\u000a", "é", "☔", "😀",
                "\u2028");
        int kind = random.nextInt(kinds.size() + 1);
        var text = new StringBuilder();
        for (int length = 0; length < bytes; ) {
            var next = kinds.get(kind < kinds.size() ? kind : random.nextInt(kinds.size()));
            text.append(next);
            length += Buffer.buffer(next).length();
        }
        return text.toString();
    }

    private @Nullable String label() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> "\"".repeat(64);
            case 2 -> "\\".repeat(64);
            default -> "rain-sale";
        };
    }
}
