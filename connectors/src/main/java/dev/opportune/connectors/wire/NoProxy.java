package dev.opportune.connectors.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The hosts that are reached straight though there is a proxy, as `NO_PROXY` names them: `*` for all, a name for
/// itself and all below it (`example.com`, `.example.com` and `*.example.com` are the same), an address, a block of
/// addresses (`10.0.0.0/8`); each but `*` and a block may have a port. This machine itself is always among them.
/// Names are not resolved: a block has hosts that are given as addresses.
public record NoProxy(List<Rule> rules) {

    public static final NoProxy NONE = new NoProxy(List.of());

    /// What an entry may be.
    public static final String EXPECTED =
            "a host, a domain, an address or a block such as 10.0.0.0/8, with or without a port; or *";

    public NoProxy {
        rules = List.copyOf(rules);
    }

    /// One of the entries, and how it was written.
    public record Rule(String text, Matcher matcher) {}

    /// What an entry covers.
    public sealed interface Matcher {
        record All() implements Matcher {}

        /// A name and all below it.
        ///
        /// @param port null: any
        record Domain(String name, @Nullable Integer port) implements Matcher {}

        record Block(Addresses block) implements Matcher {}
    }

    /// Reads entries; [IllegalArgumentException] names one that is none.
    public static NoProxy of(List<String> entries) {
        var rules = new ArrayList<Rule>();
        for (String entry : entries) {
            String text = entry.strip();
            if (!text.isEmpty()) rules.add(new Rule(text, matcher(text.toLowerCase(Locale.ROOT))));
        }
        return new NoProxy(rules);
    }

    /// Reads what `NO_PROXY` has.
    public static NoProxy parse(String text) {
        return of(List.of(text.split("[,\\s]+", -1)));
    }

    private static Matcher matcher(String text) {
        if (text.equals("*")) return new Matcher.All();
        var block = Addresses.parse(text);
        if (block != null) return new Matcher.Block(block);
        try {
            // With a port of its own, or with any.
            var endpoint = text.matches("[^:]+:\\d+|\\[.*]:\\d+") ? Endpoint.parse(text) : null;
            String name = endpoint == null ? text : endpoint.host();
            name = name.replaceFirst("^\\*?\\.", "");
            var port = endpoint == null ? null : Integer.valueOf(endpoint.port());
            return new Matcher.Domain(new Endpoint(name, 1).host(), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + EXPECTED + ")", e);
        }
    }

    /// Whether it is reached straight.
    boolean has(Endpoint endpoint) {
        String host = endpoint.host().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (isThisMachine(host)) return true;
        return rules.stream().anyMatch(rule -> switch (rule.matcher()) {
            case Matcher.All() -> true;
            case Matcher.Domain(String name, Integer port) ->
                (port == null || port == endpoint.port()) && (host.equals(name) || host.endsWith("." + name));
            case Matcher.Block(Addresses block) -> block.has(host);
        });
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || Addresses.LOOPBACK.stream().anyMatch(it -> it.has(host));
    }

    /// As it was written.
    @Override
    public String toString() {
        return String.join(", ", rules.stream().map(Rule::text).toList());
    }
}
