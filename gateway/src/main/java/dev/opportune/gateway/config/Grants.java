package dev.opportune.gateway.config;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that a caller may do. Immutable; asking costs nothing to speak of.
public final class Grants {

    private final List<Grant> all;
    private final Set<Scope> held = EnumSet.noneOf(Scope.class);
    private final Set<Scope> whole = EnumSet.noneOf(Scope.class);

    private Grants(List<Grant> all) {
        this.all = all;
        for (var grant : all) {
            held.add(grant.scope());
            if (grant.bounds().isEmpty()) whole.add(grant.scope());
        }
    }

    /// What was granted, and what comes with it.
    public static Grants of(Collection<Grant> granted) {
        return new Grants(granted.stream()
                .flatMap(grant -> Stream.concat(
                        Stream.of(grant),
                        grant.scope().includes().map(it -> new Grant(it, within(it, grant))).stream()))
                .toList());
    }

    /// What cannot be narrowed is a caller's own anyway.
    private static Map<Narrowing, Grant.Bound> within(Scope scope, Grant grant) {
        return scope.narrowings().isEmpty() ? Map.of() : grant.bounds();
    }

    /// Everything.
    public static Grants everything() {
        return of(Stream.of(Scope.values()).map(Grant::of).toList());
    }

    /// What a request is about, as far as it says.
    ///
    /// @param apps of the devices that it names; empty: none
    public record Subject(
            @Nullable String category, @Nullable String campaign, Collection<String> apps) {

        private boolean isWithin(Narrowing narrowing, Grant.Bound bound) {
            return switch (narrowing) {
                case CATEGORY -> category != null && bound.holds(category);
                case CAMPAIGN -> campaign != null && bound.holds(campaign);
                case APP -> !apps.isEmpty() && apps.stream().allMatch(bound::holds);
            };
        }

        private boolean isWithin(Grant grant) {
            return grant.bounds().entrySet().stream().allMatch(it -> isWithin(it.getKey(), it.getValue()));
        }
    }

    /// Whether the scope is granted, whole or narrowed.
    public boolean hold(Scope scope) {
        return held.contains(scope);
    }

    /// Whether the scope is granted without bounds.
    public boolean holdWhole(Scope scope) {
        return whole.contains(scope);
    }

    /// Whether the scope is granted for this. What the subject does not say is outside of every bound.
    public boolean cover(Scope scope, Subject subject) {
        if (whole.contains(scope)) return true;
        return held.contains(scope) && all.stream().anyMatch(it -> it.scope() == scope && subject.isWithin(it));
    }

    /// By what the scope is narrowed for this caller.
    public Set<Narrowing> narrowings(Scope scope) {
        return all.stream()
                .filter(it -> it.scope() == scope)
                .flatMap(it -> it.bounds().keySet().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Narrowing.class)));
    }

    /// The grants of a scope as the callers file writes them.
    public List<String> words(Scope scope) {
        return all.stream()
                .filter(it -> it.scope() == scope)
                .map(Grant::word)
                .sorted()
                .toList();
    }
}
