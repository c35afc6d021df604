package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Blame;
import dev.opportune.connectors.DeliveryOutcome.Extent;
import dev.opportune.connectors.DeliveryOutcome.Foreign;
import dev.opportune.connectors.DeliveryOutcome.NotSent;
import dev.opportune.connectors.DeliveryOutcome.Rejected;
import dev.opportune.connectors.DeliveryOutcome.Throttled;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Standing;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of Apple's "Handling notification responses from APNs", row by row: what is answered, what becomes of the
/// message, of the connection, and what operators are told. Against the simulator, over TLS and HTTP/2.
class ApnsTableIT {

    private static final Instant SINCE = Instant.parse("2026-11-20T08:00:00.123Z");

    private static ApnsRig rig;
    private static ApnsProvider provider;
    private static int nextRow = 1;

    @BeforeAll
    static void start(@TempDir Path folder) {
        rig = new ApnsRig(folder);
        provider = new ApnsProvider(rig.settings(rig.endpoint(), 4));
        rig.connect(provider, true);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void a_200_is_accepted_under_the_id_that_it_went_out_with() {
        DeliveryOutcome outcome = rig.deliver(rig.message(0));
        assertThat(outcome)
                .isEqualTo(new Accepted(pushOf(0).headers().get("apns-id")))
                .isEqualTo(new Accepted(pushOf(0).providerId()));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource(textBlock = """
            400, BadDeviceToken,              foreign device,     stays, no
            400, DeviceTokenNotForTopic,      foreign device,     stays, no
            400, BadCollapseId,               rejected message,   stays, no
            400, BadExpirationDate,           rejected message,   stays, no
            400, BadMessageId,                rejected message,   stays, no
            400, BadPriority,                 rejected message,   stays, no
            400, BadTopic,                    not sent by app,    stays, fault
            400, DuplicateHeaders,            rejected message,   stays, no
            400, InvalidPushType,             rejected message,   stays, no
            400, MissingDeviceToken,          rejected message,   stays, no
            400, MissingTopic,                not sent by app,    stays, fault
            400, PayloadEmpty,                rejected message,   stays, no
            400, TopicDisallowed,             not sent by app,    stays, fault
            400, IdleTimeout,                 not sent by device, ends,  no
            403, ExpiredProviderToken,        not sent by device, ends,  no
            403, UnrelatedKeyIdInToken,       not sent by device, ends,  no
            403, InvalidProviderToken,        not sent by app,    stays, fault
            403, MissingProviderToken,        not sent by app,    stays, fault
            403, BadCertificate,              not sent by app,    stays, fault
            403, BadCertificateEnvironment,   not sent by app,    stays, fault
            403, BadEnvironmentKeyIdInToken,  not sent by app,    stays, fault
            403, Forbidden,                   not sent by app,    stays, fault
            404, BadPath,                     rejected message,   stays, no
            405, MethodNotAllowed,            rejected message,   stays, no
            410, Unregistered,                unregistered,       stays, no
            410, ExpiredToken,                unregistered,       stays, no
            413, PayloadTooLarge,             rejected message,   stays, no
            429, TooManyRequests,             throttled device,   stays, no
            429, TooManyProviderTokenUpdates, throttled longer,   rests, no
            500, InternalServerError,         throttled app,      stays, no
            503, ServiceUnavailable,          throttled app,      stays, no
            503, Shutdown,                    throttled app,      stays, no
            """)
    void each_row_has_its_outcome(int status, String word, String outcome, String connection, String fault) {
        ApnsReason reason = reason(word);
        assertThat(reason.status()).isEqualTo(status);
        assertThat(rig.deliver(rig.message(1_000))).isInstanceOf(Accepted.class);
        String deviceToken = "%08x".formatted(word.hashCode()) + Messages.DEVICE_TOKEN;
        rig.simulator
                .behaviour()
                .refuse(deviceToken, DeviceRefusal.always(reason).withSince(SINCE));

        int number = nextRow++;
        int before = rig.heard.all().size();
        assertThat(rig.deliver(rig.message(number, deviceToken, Standing.PROVEN)))
                .isEqualTo(expected(word, outcome));
        assertThat(provider.fault() != null).isEqualTo(fault.equals("fault"));

        // The next message gets through, by another connection where this one is of no use.
        rig.lane.awaitRoom(rig.connector());
        assertThat(rig.deliver(rig.message(2_000 + number))).isInstanceOf(Accepted.class);
        long first = pushOf(number).connection();
        long second = pushOf(2_000 + number).connection();
        assertThat(first == second).isEqualTo(connection.equals("stays"));
        assertThat(rig.heard.all().subList(before, rig.heard.all().size()).contains("ended"))
                .isEqualTo(connection.equals("ends"));
        assertThat(provider.fault()).isNull();
    }

    @Test
    void the_table_above_has_every_reason() throws NoSuchMethodException {
        var rows = ApnsTableIT.class
                .getDeclaredMethod(
                        "each_row_has_its_outcome", int.class, String.class, String.class, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock();
        assertThat(Arrays.stream(ApnsReason.values()).map(ApnsReason::wireName))
                .containsExactlyInAnyOrderElementsOf(
                        rows.lines().map(row -> row.split(",", -1)[1].strip()).toList());
    }

    private static DeliveryOutcome expected(String word, String outcome) {
        return switch (outcome) {
            case "foreign device" -> new Foreign(word, provider.settings());
            case "rejected message" -> new Rejected(word, Blame.MESSAGE);
            case "unregistered" -> new Unregistered(word, SINCE);
            case "not sent by app" -> new NotSent(word, Duration.ofMinutes(1), Extent.APP);
            case "not sent by device" -> new NotSent(word, Duration.ofSeconds(1), Extent.DEVICE);
            case "throttled device" -> new Throttled(word, Duration.ofSeconds(30), Extent.DEVICE);
            case "throttled longer" -> new Throttled(word, Duration.ofMinutes(1), Extent.DEVICE);
            case "throttled app" -> new Throttled(word, Duration.ofSeconds(10), Extent.APP);
            default -> throw new IllegalArgumentException(outcome);
        };
    }

    private static ApnsReason reason(String word) {
        return Stream.of(ApnsReason.values())
                .filter(reason -> reason.wireName().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static Push pushOf(int number) {
        return rig.simulator.pushes(PushQuery.ofSend("s-" + number)).getLast();
    }
}
