package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.proxy.ProxyHandlerFactory;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Proxy;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One connection's way through a proxy. Pushy's own factory takes an address and would have to resolve the proxy's
/// name on the lane's thread, where nothing may block; and behind a proxy Pushy's client resolves nothing. So the name
/// is resolved before Pushy connects. APNs' own name is the proxy's to resolve.
final class ApnsTunnel implements ProxyHandlerFactory {

    private final Proxy proxy;
    private @Nullable InetSocketAddress address;

    private ApnsTunnel(Proxy proxy) {
        this.proxy = proxy;
    }

    static @Nullable ApnsTunnel of(@Nullable Proxy proxy) {
        return proxy == null ? null : new ApnsTunnel(proxy);
    }

    /// Resolves the proxy's name; what fails is told as the JDK and Netty tell it.
    Future<Void> find(LaneLoop lane) {
        return lane.resolve(proxy.endpoint().host()).map(found -> {
            address = new InetSocketAddress(found, proxy.endpoint().port());
            return null;
        });
    }

    /// Called on the lane's thread, when a connection is about to be made.
    @Override
    public ProxyHandler createProxyHandler() {
        var at = address;
        if (at == null) throw new IllegalStateException("no address of the proxy yet");
        var login = proxy.login();
        return login == null ? new HttpProxyHandler(at) : new HttpProxyHandler(at, login.username(), login.password());
    }
}
