package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// A policy of one category and one cap.
public final class Policies {

    public static final Policy FLASH_SALE = policy();

    private Policies() {}

    private static Policy policy() {
        var cap = new Policy.Cap("promo-day", 3, new Policy.Window.Rolling(Duration.ofDays(1)), null);
        var category = new Policy.Category(
                "flash-sale",
                SendClass.PROMOTIONAL,
                null,
                Duration.ofHours(1),
                List.of(cap),
                List.of(),
                Policy.OnCap.SUPPRESS,
                Policy.OnQuietHours.DEFER,
                Policy.ConsentRule.OPT_OUT,
                null,
                false,
                false,
                true);
        var defaults = new Policy.Defaults(ZoneOffset.UTC, null, Duration.ofHours(1));
        return new Policy("v1", defaults, Map.of("promo-day", cap), Map.of("flash-sale", category));
    }
}
