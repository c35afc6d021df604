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
/// @param locale the same for ICU
/// @param name of the language
/// @param regional the locale of numbers and dates in its region: one for all the ways to write it
/// @param hasRegion whether it names a region that there is
record Language(
        String tag,
        ULocale locale,
        String name,
        String script,
        ULocale regional,
        boolean hasRegion,
        boolean isRightToLeft) {

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
            return Optional.of(of(canonical));
        } catch (IllformedLocaleException _) {
            return Optional.empty();
        }
    }

    private static Language of(ULocale canonical) {
        var likely = ULocale.addLikelySubtags(canonical);
        var brief = new ULocale(likely.getLanguage(), likely.getCountry());
        return new Language(
                canonical.toLanguageTag(),
                canonical,
                likely.getLanguage(),
                likely.getScript(),
                ULocale.addLikelySubtags(brief).equals(likely) ? brief : likely,
                REGIONS.contains(canonical.getCountry()),
                likely.isRightToLeft());
    }

    /// Those that ICU has data of, with a region.
    static List<Language> known() {
        return Stream.of(ULocale.getAvailableLocales())
                .filter(it -> !it.getCountry().isEmpty() && it.getVariant().isEmpty())
                .flatMap(it -> of(it.toLanguageTag()).stream())
                .toList();
    }

    /// Whether who speaks the one reads the other.
    boolean isReadBy(Language other) {
        return name.equals(other.name) && script.equals(other.script);
    }
}
