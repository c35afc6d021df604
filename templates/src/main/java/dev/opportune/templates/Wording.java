package dev.opportune.templates;

import dev.opportune.templates.Rendering.Action;
import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.message.Message;
import dev.opportune.templates.message.Style;
import dev.opportune.templates.message.Writing;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A template's messages in one locale.
record Wording(
        Language language,
        @Nullable Message title,
        @Nullable Message body,
        @Nullable Message subtitle,
        @Nullable Message label,
        @Nullable Message link,
        @Nullable Message image,
        SequencedMap<String, Message> data,
        Look look) {

    Wording {
        data = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(data));
    }

    /// As it is written in files.
    String tag() {
        return language.tag();
    }

    /// What it has, by the keys of files.
    Set<String> fields() {
        var fields = new TreeSet<String>();
        add(fields, "title", title);
        add(fields, "body", body);
        add(fields, "ios.subtitle", subtitle);
        add(fields, "action.label", label);
        add(fields, "action.link", link);
        add(fields, "image", image);
        data.keySet().forEach(name -> fields.add("data." + name));
        return fields;
    }

    private static void add(Set<String> fields, String key, @Nullable Message message) {
        if (message != null) fields.add(key);
    }

    Set<Style> styles() {
        var styles = new HashSet<Style>();
        for (var message : Arrays.asList(title, body, subtitle, label)) {
            if (message != null) message.addStyles(styles);
        }
        return styles;
    }

    Rendered write(Writing writing) {
        return new Rendered(
                tag(),
                write(title, writing),
                write(body, writing),
                write(subtitle, writing),
                link == null ? null : new Action(write(label, writing), link.write(writing)),
                write(image, writing),
                data(writing),
                look);
    }

    private static @Nullable String write(@Nullable Message message, Writing writing) {
        return message == null ? null : message.write(writing);
    }

    private SequencedMap<String, String> data(Writing writing) {
        if (data.isEmpty()) return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
        var written = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Message> entry : data.entrySet()) {
            written.put(entry.getKey(), entry.getValue().write(writing));
        }
        return Collections.unmodifiableSequencedMap(written);
    }
}
