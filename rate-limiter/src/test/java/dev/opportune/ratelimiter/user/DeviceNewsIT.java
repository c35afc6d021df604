package dev.opportune.ratelimiter.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.User.Device;
import dev.opportune.ratelimiter.User.Permission;
import dev.opportune.ratelimiter.device.DeviceNews;
import dev.opportune.ratelimiter.device.DeviceNews.Kind;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.AwaitedUsers;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Scan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What providers say of devices, as users and later sends have it, on a real Redis with a moved clock.
class DeviceNewsIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Policy policy = Policies.of("""
            version: "1"
            categories: {alert: {class: critical, ttl: PT1H, quiet_hours: ignore, consent: none}}
            """);

    private static long now;

    /// The marks of the settings that the apps have.
    private static String settings;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedUsers users = redis.users(() -> now, () -> settings);
    private static final AwaitedSends sends = redis.sends("lane-1", () -> now, () -> settings);

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
        settings = "sandbox";
    }

    @Test
    void an_invalidated_device_goes_and_the_others_stay() throws Exception {
        register("phone", "t1");
        register("tablet", "t2");
        settle(admit(), news("t1", Kind.INVALIDATED));
        assertThat(devices()).extracting(Device::deviceId).containsExactly("tablet");
        settle(admit(), news("t2", Kind.INVALIDATED));
        assertThat(devices()).isEmpty();
        assertThat(admit().decision()).isEqualTo(new Suppressed(SuppressReason.NO_DEVICES, null));
    }

    @Test
    void a_device_that_was_registered_again_later_lives() throws Exception {
        for (var kind : List.of(Kind.INVALIDATED, Kind.QUARANTINED)) {
            register("phone", "t1");
            var held = admit();
            var news = news("t1", kind);
            now += 1;
            register("phone", "t1");
            settle(held, news);
            assertThat(devices()).hasSize(1).extracting(Device::quarantine).containsOnlyNulls();
        }
    }

    @Test
    void a_repeat_of_a_settlement_is_heard_no_more() throws Exception {
        register("phone", "t1");
        var held = admit();
        var late = new DeviceNews("app", "t1", Kind.INVALIDATED, "gone", now + 60_000);
        settle(held, late);
        register("phone", "t1");
        settle(held, late);
        assertThat(devices()).hasSize(1);
    }

    @Test
    void a_repeat_of_a_handing_back_is_heard_no_more() throws Exception {
        register("phone", "t1");
        var held = admit();
        var late = new DeviceNews("app", "t1", Kind.INVALIDATED, "gone", now + 60_000);
        assertThat(park(held, late)).isTrue();
        register("phone", "t1");
        assertThat(park(held, late)).isTrue();
        assertThat(devices()).hasSize(1);
    }

    @Test
    void the_news_of_a_stale_lease_go_unheard() throws Exception {
        register("phone", "t1");
        var held = admit();
        now += 31_000;
        assertThat(sends.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
        var news = news("t1", Kind.INVALIDATED);
        assertThat(settled(held, news)).isFalse();
        assertThat(park(held, news)).isFalse();
        assertThat(devices()).hasSize(1);
    }

    @Test
    void a_user_who_was_erased_meanwhile_is_not_made_again() throws Exception {
        register("phone", "t1");
        var held = admit();
        users.erase("u");
        settle(held, news("t1", Kind.QUARANTINED), news("t1", Kind.INVALIDATED), news("t1", Kind.PROVEN));
        assertThat(users.find("u")).isEmpty();
    }

    @Test
    void a_quarantined_device_is_no_device_until_it_is_registered_again() throws Exception {
        register("phone", "t1");
        settle(admit(), news("t1", Kind.QUARANTINED));
        assertThat(devices()).extracting(Device::quarantine).containsExactly(new User.Quarantine("because", NOON));
        assertThat(admit().decision()).isEqualTo(new Suppressed(SuppressReason.NO_DEVICES, null));
        now += 1000;
        register("phone", "t1");
        assertThat(devices()).extracting(Device::quarantine).containsOnlyNulls();
        assertThat(admit().lease().deliveries()).hasSize(1);
    }

    @Test
    void a_quarantine_by_some_settings_is_over_when_the_app_has_others() throws Exception {
        register("phone", "t1");
        settle(admit(), by("sandbox", now));
        assertThat(devices()).extracting(Device::quarantine).containsExactly(new User.Quarantine("because", NOON));
        assertThat(admit().decision()).isEqualTo(new Suppressed(SuppressReason.NO_DEVICES, null));

        settings = "of-another-app production";
        assertThat(devices()).extracting(Device::quarantine).containsOnlyNulls();
        var delivery = admit().lease().deliveries().getFirst();
        assertThat(delivery.proven()).isFalse();

        settings = "of-another-app sandbox";
        assertThat(admit().decision())
                .as("mended by mistake")
                .isEqualTo(new Suppressed(SuppressReason.NO_DEVICES, null));
    }

    @Test
    void a_quarantine_that_no_settings_made_outlasts_them() throws Exception {
        register("phone", "t1");
        settle(admit(), news("t1", Kind.QUARANTINED));
        settings = "production";
        assertThat(admit().decision()).isEqualTo(new Suppressed(SuppressReason.NO_DEVICES, null));
    }

    @Test
    void a_device_that_is_refused_by_the_new_settings_too_is_in_quarantine_by_them() throws Exception {
        register("phone", "t1");
        var waits = admit();
        settle(admit(), by("sandbox", now));
        now += 1000;
        settings = "production";
        settle(waits, by("production", now));
        assertThat(devices().getFirst().quarantine().at()).isEqualTo(NOON.plusSeconds(1));
        settings = "sandbox";
        assertThat(devices()).extracting(Device::quarantine).containsOnlyNulls();
    }

    @Test
    void one_that_is_accepted_by_the_new_settings_is_out_of_quarantine_for_good() throws Exception {
        register("phone", "t1");
        var earlier = admit();
        settle(admit(), by("sandbox", now));
        settle(earlier, new DeviceNews("app", "t1", Kind.PROVEN, "", now - 1));
        assertThat(devices().getFirst().quarantine())
                .as("accepted before it was refused")
                .isNotNull();
        settings = "production";
        now += 1000;
        settle(admit(), news("t1", Kind.PROVEN));
        settings = "sandbox";
        assertThat(devices()).extracting(Device::quarantine).containsOnlyNulls();
        assertThat(provenToken("t1")).isTrue();
    }

    @Test
    void what_waited_goes_to_a_device_whose_quarantine_is_over() throws Exception {
        register("phone", "t1");
        var waits = admit();
        assertThat(park(waits)).isTrue();
        settle(admit(), by("sandbox", now));
        settings = "production";
        now += 5000;
        assertThat(sends.wake(waits.sendId())).isEqualTo(Scan.Woken.READY);
        var leased = (Claim.Reply.Leased) sends.claim(waits.sendId(), policy);
        assertThat(leased.lease().deliveries().getFirst().isOpen()).isTrue();
    }

    @Test
    void a_device_keeps_the_reason_of_its_first_quarantine() throws Exception {
        register("phone", "t1");
        var first = admit();
        var second = admit();
        settle(first, news("t1", Kind.QUARANTINED));
        settle(second, new DeviceNews("app", "t1", Kind.QUARANTINED, "another", now + 1));
        assertThat(devices().getFirst().quarantine()).isEqualTo(new User.Quarantine("because", NOON));
    }

    @Test
    void a_device_is_proven_from_the_send_after_its_first_acceptance() throws Exception {
        register("phone", "t1");
        var first = admit();
        assertThat(first.lease().deliveries()).extracting(Delivery::proven).containsExactly(false);
        settle(first, news("t1", Kind.PROVEN));
        assertThat(admit().lease().deliveries()).extracting(Delivery::proven).containsExactly(true);
    }

    @Test
    void a_device_is_as_proven_as_its_device_token() throws Exception {
        register("phone", "t1");
        settle(admit(), news("t1", Kind.PROVEN));
        register("phone", "t1");
        assertThat(provenToken("t1")).isTrue();
        register("other-phone", "t1");
        assertThat(provenToken("t1")).as("under another name").isTrue();
        register("other-phone", "t2");
        assertThat(provenToken("t2")).isFalse();
    }

    @Test
    void a_device_has_to_prove_itself_again_after_a_quarantine() throws Exception {
        register("phone", "t1");
        settle(admit(), news("t1", Kind.PROVEN));
        settle(admit(), news("t1", Kind.QUARANTINED));
        register("phone", "t1");
        assertThat(provenToken("t1")).isFalse();
    }

    @Test
    void a_device_of_a_request_is_proven_when_the_user_has_it_registered_and_proven() throws Exception {
        register("phone", "t1");
        settle(admit(), news("t1", Kind.PROVEN));
        var devices = List.of(new Admit.InlineDevice("app", "t1"), new Admit.InlineDevice("app", "t9"));
        assertThat(admit(devices).lease().deliveries())
                .extracting(Delivery::proven)
                .containsExactly(true, false);
    }

    @Test
    void a_send_that_waited_gives_no_further_attempt_to_a_device_in_quarantine() throws Exception {
        register("phone", "t1");
        register("tablet", "t2");
        var waits = admit();
        assertThat(park(waits)).isTrue();
        settle(admit(), news("t1", Kind.QUARANTINED), news("t2", Kind.PROVEN));
        now += 5000;
        assertThat(sends.wake(waits.sendId())).isEqualTo(Scan.Woken.READY);
        var leased = (Claim.Reply.Leased) sends.claim(waits.sendId(), policy);
        var phone = leased.lease().deliveries().getFirst();
        assertThat(phone.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(phone.reason()).isEqualTo("device_quarantined");
        assertThat(phone.isOpen()).isFalse();
        var tablet = leased.lease().deliveries().getLast();
        assertThat(tablet.isOpen()).isTrue();
        assertThat(tablet.proven()).as("by another send meanwhile").isTrue();
    }

    private static void register(String deviceId, String deviceToken) throws Exception {
        users.putDevice("u", new Device(deviceId, "app", deviceToken, Permission.AUTHORIZED, NOON, null, null));
    }

    private static List<Device> devices() throws Exception {
        return users.find("u").orElseThrow().devices();
    }

    private static boolean provenToken(String deviceToken) throws Exception {
        return admit().lease().deliveries().stream()
                .filter(d -> d.deviceToken().equals(deviceToken))
                .findFirst()
                .orElseThrow()
                .proven();
    }

    private static DeviceNews by(String mark, long since) {
        return new DeviceNews("app", "t1", Kind.QUARANTINED, "because", since, mark);
    }

    private static DeviceNews news(String deviceToken, Kind kind) {
        return new DeviceNews("app", deviceToken, kind, "because", now);
    }

    private static Admit.Reply.Decided admit() throws Exception {
        return admit(List.of());
    }

    private static Admit.Reply.Decided admit(List<Admit.InlineDevice> devices) throws Exception {
        return sends.admit(sends.request("u", "alert", Moment.Absolute.UNSAID, devices, null), policy);
    }

    private static void settle(Admit.Reply.Decided held, DeviceNews... news) throws Exception {
        assertThat(settled(held, news)).isTrue();
    }

    private static boolean settled(Admit.Reply.Decided held, DeviceNews... news) throws Exception {
        return sends.settle(held, "u", SendState.REJECTED, news);
    }

    private static boolean park(Admit.Reply.Decided held, DeviceNews... news) throws Exception {
        return sends.park(held, "u", now + 5000, news);
    }
}
