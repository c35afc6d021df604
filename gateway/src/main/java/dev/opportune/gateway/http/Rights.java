package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Grants;
import dev.opportune.gateway.config.Grants.Subject;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.ratelimiter.event.About;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who calls, and what they may do. Immutable.
///
/// @param app whose devices call; null: a service does
public record Rights(String caller, Grants grants, @Nullable String app) {

    /// Of a service.
    public Rights(String caller, Grants grants) {
        this(caller, grants, null);
    }

    boolean hold(Scope scope) {
        return grants.hold(scope);
    }

    /// Whether the scope is granted without bounds.
    public boolean holdWhole(Scope scope) {
        return grants.holdWhole(scope);
    }

    /// Whether a send is the caller's own, or of those that `all` lets it see.
    public boolean extendTo(About send, Scope all) {
        return send.caller().equals(caller)
                || grants.cover(all, new Subject(send.category(), send.campaign(), List.of()));
    }

    /// The answer to a request that a narrowed scope does not cover; empty when it does.
    public Optional<Reply> refuse(Scope scope, Subject subject) {
        return grants.cover(scope, subject) ? Optional.empty() : Optional.of(lacks(scope, subject));
    }

    Reply lacks(Scope scope) {
        return forbidden(scope, grants.hold(scope) ? "the whole scope " + scope.word() + has(scope) : named(scope));
    }

    private Reply lacks(Scope scope, Subject subject) {
        var about = new ArrayList<String>();
        for (var narrowing : grants.narrowings(scope)) {
            about.add(
                    switch (narrowing) {
                        case CATEGORY -> said("category", subject.category());
                        case CAMPAIGN -> said("campaign", subject.campaign());
                        case APP ->
                            subject.apps().isEmpty()
                                    ? "devices of every app"
                                    : "app "
                                            + subject.apps().stream()
                                                    .map(Quoted::of)
                                                    .collect(Collectors.joining(" and "));
                    });
        }
        return forbidden(scope, named(scope) + " for " + String.join(" with ", about) + has(scope));
    }

    private static String said(String what, @Nullable String name) {
        return name == null ? "no " + what : what + ' ' + Quoted.of(name);
    }

    private static String named(Scope scope) {
        return "the scope " + scope.word();
    }

    private String has(Scope scope) {
        return " (it has " + String.join(", ", grants.words(scope)) + ")";
    }

    private Reply forbidden(Scope scope, String what) {
        return Problem.FORBIDDEN
                .because("caller " + caller + " lacks " + what)
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"opportune\", error=\"insufficient_scope\", scope=\"" + scope.word() + '"');
    }
}
