package dev.opportune.gateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGHUP, which would end a Java process, becomes what it is to other servers: look at the files.
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /// Runs the action at each SIGHUP, on a thread of its own. Where there are no such signals nothing happens.
    ///
    /// `sun.misc.Signal` is the only way to hear of one; javac warns of its name, which no annotation silences.
    @SuppressWarnings("ReferenceEquality") // a handler is itself alone
    static void handle(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var heard = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            hear(action);
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "SIGHUP";
                    });
            var _ = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
        } catch (ReflectiveOperationException e) {
            var why = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.info("SIGHUP is not listened to: {}", String.valueOf(why));
        }
    }

    private static void hear(Runnable action) {
        LOG.info("SIGHUP: all files are looked at");
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("the files could not be looked at", e);
        }
    }
}
