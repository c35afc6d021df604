package dev.opportune.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A jar, as the bill of materials knows it.
///
/// @param licences what its pom says, by SPDX's ids where the bill knows one; any one of them may be chosen
/// @param home where it comes from; empty where its pom does not say
record Library(String group, String name, String version, String classifier, List<String> licences, String home) {

    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    static Library of(JsonNode component) {
        var classifier = CLASSIFIER.matcher(component.path("purl").asText());
        return new Library(
                component.path("group").asText(),
                component.path("name").asText(),
                component.path("version").asText(),
                classifier.find() ? classifier.group(1) : "",
                licences(component),
                home(component));
    }

    private static List<String> licences(JsonNode component) {
        var licences = new ArrayList<String>();
        for (var each : component.path("licenses")) {
            var licence = each.path("license");
            if (each.has("expression")) {
                licences.addAll(choices(each.path("expression").asText()));
            } else licences.add(licence.path("id").asText(licence.path("name").asText()));
        }
        return licences;
    }

    /// Of an expression such as `(CDDL-1.0 OR MIT)`.
    private static List<String> choices(String expression) {
        return List.of(expression.replaceAll("[()]", "").split(" OR ", -1));
    }

    private static String home(JsonNode component) {
        for (var reference : component.path("externalReferences")) {
            if (reference.path("type").asText().equals("website")) {
                return reference.path("url").asText();
            }
        }
        return "";
    }

    boolean isOurs() {
        return group.equals("dev.opportune");
    }

    /// As it is called in `lib`.
    String file() {
        return name + '-' + version + (classifier.isEmpty() ? "" : '-' + classifier) + ".jar";
    }
}
