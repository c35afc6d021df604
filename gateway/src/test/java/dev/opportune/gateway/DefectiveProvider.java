package dev.opportune.gateway;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// A provider as it is, but that its connectors throw for one device.
final class DefectiveProvider {

    /// Device tokens with this in them.
    static final String POISON = "poison";

    private DefectiveProvider() {}

    static Provider of(Provider provider) {
        return as(
                Provider.class,
                provider,
                (made, _) -> made instanceof Connector connector
                        ? as(
                                Connector.class,
                                connector,
                                (result, argument) -> result,
                                DefectiveProvider::throwForPoison)
                        : made);
    }

    private interface After {
        Object give(Object result, Object argument);
    }

    private interface Before {
        void see(Object argument);
    }

    private static <T> T as(Class<T> type, T real, After after) {
        return as(type, real, after, _ -> {});
    }

    private static <T> T as(Class<T> type, T real, After after, Before before) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    var first = arguments == null ? null : arguments[0];
                    before.see(first);
                    try {
                        return after.give(method.invoke(real, arguments), first);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static void throwForPoison(Object argument) {
        if (argument instanceof PushMessage message && message.address().contains(POISON)) {
            throw new IllegalStateException("a defect");
        }
    }
}
