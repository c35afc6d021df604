package dev.opportune.connectors.wire;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/// How connections leave this machine: straight, or through one HTTP proxy by CONNECT but for the hosts that are
/// exempt. One for all that connectors open: what Vert.x, Pushy and the JDK's client are told comes from here, so that
/// none goes another way than the others.
///
/// @param proxy null: straight
public record Egress(@Nullable Proxy proxy, NoProxy exempt) {

    public static final Egress DIRECT = new Egress(null, NoProxy.NONE);

    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    // The JDK's client gives no Basic credentials to a proxy that tunnels unless it is told to before it is first
    // used. They are given to a configured proxy alone.
    static {
        if (System.getProperty(DISABLED_SCHEMES) == null) System.setProperty(DISABLED_SCHEMES, "");
    }

    /// The proxy on the way to this endpoint; null: none.
    public @Nullable Proxy proxyTo(Endpoint endpoint) {
        return proxy == null || exempt.has(endpoint) ? null : proxy;
    }

    /// A connection of the JDK's client, which has not been made yet. It heeds neither the JVM's own proxy settings nor
    /// its default authenticator. Resolves the proxy's name, and so may block.
    public HttpURLConnection open(URL url) throws IOException {
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        Proxy way = proxyTo(new Endpoint(unbracketed(url.getHost()), port));
        if (way == null) return (HttpURLConnection) url.openConnection(java.net.Proxy.NO_PROXY);
        var address =
                new InetSocketAddress(way.endpoint().host(), way.endpoint().port());
        var connection = (HttpURLConnection) url.openConnection(new java.net.Proxy(java.net.Proxy.Type.HTTP, address));
        connection.setAuthenticator(way.authenticator());
        return connection;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
