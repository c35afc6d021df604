package dev.opportune.templates;

import dev.opportune.templates.message.Message;
import dev.opportune.templates.message.MessageException;
import dev.opportune.templates.message.Messages;
import dev.opportune.templates.message.Use;
import dev.opportune.yaml.Section;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a template says in one locale: the members of a send's content, with messages for its texts.
final class WordingReader {

    private static final Pattern IMAGE = Pattern.compile(
            "https://[A-Za-z0-9._~-]+(:[0-9]{1,5})?([/?#]([A-Za-z0-9._~:/?#@!$&()*+,;=%-]|\\{[A-Za-z0-9_]+})*)?");

    private final Language language;
    private final Messages.Arguments arguments;

    private WordingReader(Language language, Messages.Arguments arguments) {
        this.language = language;
        this.arguments = arguments;
    }

    static Optional<Wording> read(Section section, Language language, Messages.Arguments arguments) {
        return new WordingReader(language, arguments).read(section);
    }

    private Optional<Wording> read(Section section) {
        section.known("title", "body", "action", "image", "sound", "badge", "data", "ios", "android");
        var title = message(section, "title", Use.SHOWN);
        var body = message(section, "body", Use.SHOWN);
        var action = section.section("action").known("label", "link");
        if (section.has("action")) action.require("link");
        var label = message(action, "label", Use.SHOWN);
        var link = message(action, "link", Use.LINK);
        var image = message(section, "image", Use.LINK);
        if (image != null) requireImage(section);
        var subtitle = message(section.section("ios"), "subtitle", Use.SHOWN);
        var data = data(section.section("data"));
        var look = LookReader.read(section);
        if (!section.has("title") && !section.has("body")) {
            section.wrong("", "neither a title nor a body", "at least one");
        }
        if (title == null && body == null) return Optional.empty();
        return Optional.of(new Wording(language, title, body, subtitle, label, link, image, data, look));
    }

    /// Values are encoded in it, so that what is written decides whether it is one.
    private static void requireImage(Section section) {
        var _ = section.text("image", "an https URL whose host is written out", text -> {
            if (!IMAGE.matcher(text).matches()) throw new IllegalArgumentException(text);
            return text;
        });
    }

    private SequencedMap<String, Message> data(Section section) {
        var data = new LinkedHashMap<String, Message>();
        for (var key : section.keys()) {
            var message = message(section, key, Use.DATA);
            if (message != null) data.put(key, message);
        }
        return data;
    }

    private @Nullable Message message(Section section, String key, Use use) {
        var text = section.text(key, "a text", it -> it).orElse(null);
        if (text == null) return null;
        try {
            return Messages.of(text.stripTrailing(), arguments, language.locale(), use);
        } catch (MessageException e) {
            section.wrong(key, e.given(), e.expected());
            return null;
        }
    }
}
