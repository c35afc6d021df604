package dev.opportune.templates;

import com.ibm.icu.util.IllformedLocaleException;
import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A locale as it matters here: a language, a script and a region, the likely ones where they are not said.
///
/// @param tag canonical, without extensions; what is likely is not in it
/// @param likely with all three
record Language(String tag, ULocale locale, ULocale likely) {

    private static final Set<String> REGIONS = Set.of(ULocale.getISOCountries());

    /// What this tag says; nothing for one that is none, or that names no language.
    static Optional<Language> of(String tag) {
        try {
            var said = new ULocale.Builder().setLanguageTag(tag).build();
            var canonical = ULocale.createCanonical(new ULocale(said.getBaseName()));
            if (canonical.getLanguage().isEmpty()) return Optional.empty();
            // CLDR has data of Norwegian Bokmål under both names.
            if (canonical.getLanguage().equals("no")) {
                canonical = new ULocale.Builder()
                        .setLocale(canonical)
                        .setLanguage("nb")
                        .build();
            }
            return Optional.of(new Language(canonical.toLanguageTag(), canonical, ULocale.addLikelySubtags(canonical)));
        } catch (IllformedLocaleException _) {
            return Optional.empty();
        }
    }

    /// Whether who speaks the one reads the other.
    boolean isReadBy(Language other) {
        return likely.getLanguage().equals(other.likely.getLanguage())
                && likely.getScript().equals(other.likely.getScript());
    }

    /// Whether it names a region that there is.
    boolean hasRegion() {
        return REGIONS.contains(locale.getCountry());
    }

    /// The locale of numbers and dates in its region: one for all the ways to write it.
    ULocale regional() {
        var brief = new ULocale(likely.getLanguage(), likely.getCountry());
        return ULocale.addLikelySubtags(brief).equals(likely) ? brief : likely;
    }

    /// Those that ICU has data of, with a region.
    static List<Language> known() {
        return Stream.of(ULocale.getAvailableLocales())
                .filter(it -> !it.getCountry().isEmpty() && it.getVariant().isEmpty())
                .flatMap(it -> of(it.toLanguageTag()).stream())
                .toList();
    }

    boolean isRightToLeft() {
        return likely.isRightToLeft();
    }
}
