package dev.opportune.gateway.config;

import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.NoProxy;
import dev.opportune.connectors.wire.Proxy.Login;
import dev.opportune.gateway.config.ConfigKeys.Proxy;
import dev.opportune.gateway.config.ProxyConfig.Credentials;
import dev.opportune.yaml.Place;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the section `proxy`, and in its place what `HTTPS_PROXY` and `NO_PROXY` say, as other programs read them. What
/// is wrong with these is an error, too: a gateway that is told to use a proxy does not go past it.
final class ProxyReader {

    private static final String EXPECTED = " (expected: http://host:port, or none)";
    private static final String TLS_TO_PROXY = "a proxy that is spoken to by TLS is not supported (expected:"
            + " http://host:port; what goes through its tunnels is TLS all the same)";
    private static final String EXPECTED_WORD = " (expected: ";

    private final Section section;
    private final Folder folder;
    private final Map<String, String> environment;
    private final Problems problems;

    ProxyReader(Section section, Folder folder, Map<String, String> environment, Problems problems) {
        this.section = section;
        this.folder = folder;
        this.environment = environment;
        this.problems = problems;
    }

    /// A proxy's URL.
    ///
    /// @param endpoint null: none is wanted
    private record Url(
            @Nullable Endpoint endpoint, @Nullable Login login) {}

    /// Empty: there is none. What is wrong is said where it was found.
    Optional<ProxyConfig> read() {
        var given = Proxy.URL.in(section, ProxyReader::urlOfFile);
        var username = Proxy.USERNAME.in(section).orElse(null);
        var passwordFile = Proxy.PASSWORD_FILE.in(section, folder::file).orElse(null);
        if ((username == null) != (passwordFile == null)) {
            section.said((username == null ? "password_file: has no username" : "username: has no password_file")
                    + " (expected: both)");
        }
        var exempt = section.has(Proxy.NO_PROXY.name())
                ? Proxy.NO_PROXY.in(section).map(NoProxy::of)
                : variable("NO_PROXY", "proxy.no_proxy", NoProxy::parse);
        var url = section.has(Proxy.URL.name())
                ? given
                : variable("HTTPS_PROXY", "proxy.url", ProxyReader::urlOfEnvironment);
        var endpoint = url.map(Url::endpoint).orElse(null);
        if (endpoint == null) return Optional.empty();
        return Optional.of(new ProxyConfig(
                endpoint, login(username, passwordFile, url.get().login()), exempt.orElse(NoProxy.NONE)));
    }

    static String entry(String text) {
        var _ = NoProxy.of(List.of(text));
        return text;
    }

    private static @Nullable Credentials login(
            @Nullable String username, @Nullable Path passwordFile, @Nullable Login ofUrl) {
        if (username != null && passwordFile != null) return new Credentials.OfFile(username, passwordFile);
        return ofUrl == null ? null : new Credentials.OfEnvironment(ofUrl);
    }

    /// In capitals or small letters, and capitals count.
    private <T> Optional<T> variable(String name, String key, Function<String, T> read) {
        for (String each : List.of(name, name.toLowerCase(Locale.ROOT))) {
            String text = environment.getOrDefault(each, "").strip();
            if (!text.isEmpty()) return variable(each, key, text, read);
        }
        return Optional.empty();
    }

    private <T> Optional<T> variable(String name, String key, String text, Function<String, T> read) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int at = message.indexOf(EXPECTED_WORD);
            problems.add(
                    Place.of(name),
                    key,
                    message.substring(0, at),
                    message.substring(at + EXPECTED_WORD.length(), message.length() - 1));
            return Optional.empty();
        }
    }

    private static Url urlOfFile(String text) {
        var url = url(text);
        if (url.login() == null) return url;
        throw new IllegalArgumentException("has a user or a password (expected: username and password_file)");
    }

    private static Url urlOfEnvironment(String text) {
        return url(text.contains("://") || text.equals("none") ? text : "http://" + text);
    }

    /// What it does not say it does not show either: there may be a password in it.
    private static Url url(String text) {
        if (text.equals("none")) return new Url(null, null);
        URI uri = parsed(text);
        if (uri == null) throw new IllegalArgumentException("not a URL" + EXPECTED);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("https")) throw new IllegalArgumentException(TLS_TO_PROXY);
        if (scheme.startsWith("socks")) throw new IllegalArgumentException("SOCKS is not supported" + EXPECTED);
        boolean isBare = List.of("", "/").contains(String.valueOf(uri.getRawPath())) && uri.getRawQuery() == null;
        if (!scheme.equals("http") || uri.getHost() == null || !isBare || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("not the URL of a proxy" + EXPECTED);
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        return new Url(new Endpoint(host, uri.getPort() < 0 ? 80 : uri.getPort()), login(uri.getRawUserInfo()));
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException shows) {
            return null; // said by the caller, without what it is
        }
    }

    private static @Nullable Login login(@Nullable String userInfo) {
        if (userInfo == null) return null;
        int colon = userInfo.indexOf(':');
        String username = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = decoded(colon < 0 ? "" : userInfo.substring(colon + 1));
        if (username == null || password == null) throw new IllegalArgumentException("not a URL" + EXPECTED);
        return new Login(username, password);
    }

    /// By percent alone: a plus is one. Null when it cannot be.
    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException shows) {
            return null;
        }
    }
}
