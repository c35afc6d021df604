package dev.opportune.gateway.http;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// A policy of one cap, of a category that obeys it, and of one that asks for no consent.
public final class Policies {

    public static final Policy FLASH_SALE = policy();

    private Policies() {}

    private static Policy policy() {
        var cap = new Policy.Cap("promo-day", 3, new Policy.Window.Rolling(Duration.ofDays(1)), null);
        var flashSale = category("flash-sale", SendClass.PROMOTIONAL, List.of(cap), Policy.ConsentRule.OPT_OUT);
        var orderStatus = category("order-status", SendClass.TRANSACTIONAL, List.of(), Policy.ConsentRule.NONE);
        var defaults = new Policy.Defaults(ZoneOffset.UTC, null, Duration.ofHours(1));
        return new Policy(
                "v1", defaults, Map.of("promo-day", cap), Map.of("flash-sale", flashSale, "order-status", orderStatus));
    }

    private static Policy.Category category(
            String name, SendClass sendClass, List<Policy.Cap> caps, Policy.ConsentRule consent) {
        return new Policy.Category(
                name,
                sendClass,
                null,
                Duration.ofHours(1),
                caps,
                List.of(),
                Policy.OnCap.SUPPRESS,
                Policy.OnQuietHours.DEFER,
                consent,
                null,
                false,
                false,
                true);
    }
}
