package dev.opportune.gateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What other processes tell this one.
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /// Runs the action at each signal of this name, such as `HUP`, on a thread of its own. Where there are no such
    /// signals nothing happens.
    ///
    /// `sun.misc.Signal` is the only way to hear of one; javac warns of its name, which no annotation silences.
    @SuppressWarnings("ReferenceEquality") // a handler is itself alone
    static void handle(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var heard = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            hear(name, action);
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "SIG" + name;
                    });
            var _ = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), heard);
        } catch (ReflectiveOperationException e) {
            var why = e instanceof InvocationTargetException ? e.getCause() : e;
            LOG.info("SIG{} is not listened to: {}", name, String.valueOf(why));
        }
    }

    private static void hear(String name, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("SIG{} could not be obeyed", name, e);
        }
    }
}
