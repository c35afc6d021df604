package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Intent;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.ConsentRule;
import dev.opportune.ratelimiter.Policy.OnCap;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.Policy.Reserve;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.SendClass;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Policies by chance, and changes of them that keep the names.
final class GeneratedPolicies {

    static final List<String> ZONES = List.of(
            "Pacific/Auckland",
            "Asia/Kathmandu",
            "America/New_York",
            "Australia/Lord_Howe",
            "Europe/London",
            "Africa/Casablanca",
            "America/Sao_Paulo",
            "Pacific/Apia",
            "UTC");

    private static final List<String> WINDOWS = List.of(
            "22:00-08:00",
            "22:00-08:00",
            "01:30-02:30",
            "02:30-01:30",
            "23:30-00:15",
            "02:00-03:00",
            "11:00-14:00",
            "00:00-12:00",
            "12:00-24:00",
            "00:00-24:00");

    private static final List<Duration> TTLS = List.of(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofHours(13),
            Duration.ofDays(2),
            Duration.ofDays(10),
            Duration.ofDays(28));

    private static final List<Duration> LENGTHS = List.of(
            Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7), Duration.ofDays(31));

    /// Of a minimum gap between two sends.
    private static final List<Duration> GAPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofSeconds(61),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(30));

    private static final int CAPS = 5;
    private static final int CATEGORIES = 6;

    private final SplittableRandom random;
    /// What stays when a policy is changed.
    private final Map<String, SendClass> classes = new LinkedHashMap<>();

    private final List<Window> windows = new ArrayList<>();
    /// Whether the first cap is a minimum gap, as a rule.
    private final boolean hasGap;

    private int versions;

    GeneratedPolicies(SplittableRandom random) {
        this.random = random;
        for (int i = 0; i < CATEGORIES; i++) classes.put("category-" + i, any(List.of(SendClass.values())));
        for (int i = 0; i < CAPS; i++) windows.add(window());
        this.hasGap = random.nextBoolean();
        if (hasGap) windows.set(0, new Window.Rolling(any(GAPS)));
    }

    List<String> categories() {
        return List.copyOf(classes.keySet());
    }

    static String cap(int i) {
        return "cap-" + i;
    }

    Policy next() {
        var caps = new LinkedHashMap<String, Cap>();
        for (int i = 0; i < CAPS; i++) caps.put(cap(i), newCap(cap(i), windows.get(i)));
        var categories = new LinkedHashMap<String, Category>();
        classes.forEach((name, sendClass) -> {
            if (versions == 0 || random.nextInt(12) > 0) categories.put(name, category(name, sendClass, caps));
        });
        var defaults = new Policy.Defaults(
                ZoneId.of(any(ZONES)), random.nextBoolean() ? null : localWindow(), Duration.ofHours(1));
        return new Policy("v" + versions++, defaults, caps, categories);
    }

    /// The same policy with other limits: some are higher, some lower, and some stay.
    Policy otherLimits(Policy policy) {
        return with(policy, cap -> newCap(cap.name(), cap.window()));
    }

    /// The same policy with other windows: some are longer, some shorter, some become calendar days or weeks or are no
    /// longer, and some stay.
    Policy otherWindows(Policy policy) {
        return with(policy, cap -> new Cap(cap.name(), cap.limit(), window(), cap.reserve()));
    }

    private Policy with(Policy policy, UnaryOperator<Cap> change) {
        var caps = new LinkedHashMap<String, Cap>();
        policy.caps().forEach((name, cap) -> caps.put(name, random.nextInt(4) == 0 ? cap : change.apply(cap)));
        var categories = new LinkedHashMap<String, Category>();
        policy.categories().forEach((name, category) -> categories.put(name, with(caps, category)));
        return new Policy("v" + versions++, policy.defaults(), caps, categories);
    }

    private Cap newCap(String name, Window window) {
        if (hasGap && name.equals(cap(0)) && random.nextInt(4) > 0) return new Cap(name, 1, window, null);
        int limit = 1 + random.nextInt(random.nextInt(4) == 0 ? 10 : 4);
        return new Cap(name, limit, window, reserve(limit));
    }

    private static Category with(Map<String, Cap> caps, Category category) {
        return new Category(
                category.name(),
                category.sendClass(),
                category.intent(),
                category.ttl(),
                category.caps().stream().map(cap -> caps.get(cap.name())).toList(),
                category.countsToward().stream()
                        .map(cap -> caps.get(cap.name()))
                        .toList(),
                category.onCap(),
                category.quietHours(),
                category.consent(),
                category.hours(),
                category.timeSensitive(),
                category.batterySaving(),
                category.enabled());
    }

    private Category category(String name, SendClass sendClass, Map<String, Cap> caps) {
        var obeyed = new ArrayList<Cap>();
        var counted = new ArrayList<Cap>();
        for (var cap : caps.values()) {
            int chance = random.nextInt(10);
            if (chance < 4) obeyed.add(cap);
            else if (chance < 6) counted.add(cap);
        }
        return new Category(
                name,
                sendClass,
                random.nextInt(4) == 0 ? null : any(List.of(Intent.values())),
                any(TTLS),
                List.copyOf(obeyed),
                List.copyOf(counted),
                any(List.of(OnCap.values())),
                any(List.of(OnQuietHours.IGNORE, OnQuietHours.IGNORE, OnQuietHours.DEFER, OnQuietHours.DROP)),
                any(List.of(ConsentRule.NONE, ConsentRule.NONE, ConsentRule.OPT_OUT, ConsentRule.OPT_IN)),
                random.nextInt(5) == 0 ? localWindow() : null,
                false,
                false,
                random.nextInt(20) > 0);
    }

    private @Nullable Reserve reserve(int limit) {
        if (limit == 1 || random.nextInt(3) > 0) return null;
        return new Reserve(
                1 + random.nextInt(limit - 1), Set.of(any(categories())), Set.of(any(List.of(Intent.values()))));
    }

    private Window window() {
        return switch (random.nextInt(3)) {
            case 0 -> new Window.Calendar(Window.Unit.DAY);
            case 1 -> new Window.Calendar(Window.Unit.WEEK);
            default -> new Window.Rolling(any(LENGTHS));
        };
    }

    LocalWindow localWindow() {
        if (random.nextInt(4) > 0) return LocalWindow.parse(any(WINDOWS));
        int start = random.nextInt(1440);
        int end = random.nextInt(1441);
        return start == end ? localWindow() : new LocalWindow(start, end);
    }

    Duration ttl() {
        return any(TTLS);
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
