package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.redis.Packed;
import java.util.List;
import java.util.Map;

/// What scripts look at of a template's version (`words.lua`), packed once: which attributes the gate `template`
/// asks of
/// the user, and by which of the template's locales each user's sends are counted. Immutable.
public final class TemplateGate {

    private final byte[] packed;
    private final List<String> locales;

    /// @param required the arguments that nothing stands in for, in their order
    /// @param locales the template's
    /// @param readers the place among `locales`, from 0, of what a user of each of these locales reads; by `""` of
    ///     users
    ///     without one
    public TemplateGate(List<Required> required, List<String> locales, Map<String, Integer> readers) {
        this.locales = List.copyOf(locales);
        var to = new Packed().array(required.size());
        for (var argument : required) {
            to.array(1 + argument.attribute.size()).put(argument.name);
            for (var step : argument.attribute) to.put(step);
        }
        to.map(readers.size());
        readers.forEach((locale, place) -> to.put(locale).put(place + 1)); // Lua counts from 1
        this.packed = to.bytes();
    }

    /// An argument that comes from an attribute of the user's, and has to.
    ///
    /// @param attribute the way to it through the user's attributes
    public record Required(String name, List<String> attribute) {
        public Required {
            attribute = List.copyOf(attribute);
            if (attribute.isEmpty()) {
                throw new IllegalArgumentException("attribute: [] (expected: the way to an attribute)");
            }
        }
    }

    /// The template's locales, in the order of their labels.
    public List<String> locales() {
        return locales;
    }

    byte[] packed() {
        return packed;
    }
}
