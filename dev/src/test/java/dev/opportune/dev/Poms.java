package dev.opportune.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// What the poms of the repository depend on.
final class Poms {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String OURS = "dev.opportune";
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    /// How far a dependency goes, the farthest first.
    enum In {
        SERVE,
        DEV,
        BENCHMARKS,
        PERF,
        TESTS,
        BUILD
    }

    record Use(String version, In in) {}

    /// One dependency as a pom names it; what is not said is empty.
    private record Named(String group, String artifact, String version, String scope) {}

    private record Pom(String module, Document document) {}

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> managed = new HashMap<>();
    private final Map<String, Named> boms = new HashMap<>(); // by group
    private final Map<String, Use> uses = new TreeMap<>();

    /// Every library of others that any pom names, by artifact.
    static Map<String, Use> uses() throws IOException, SAXException, ParserConfigurationException {
        var poms = new Poms();
        var all = new ArrayList<Pom>();
        var root = read("");
        all.add(new Pom("", root));
        for (var module : elements(root, "module")) {
            all.add(new Pom(module.getTextContent(), read(module.getTextContent())));
        }
        all.forEach(poms::manage);
        all.forEach(poms::use);
        return poms.uses;
    }

    private static Document read(String module) throws IOException, SAXException, ParserConfigurationException {
        var file = REPOSITORY.resolve(module).resolve("pom.xml").toFile();
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
    }

    private void manage(Pom pom) {
        for (var block : elements(pom.document, "properties")) {
            var all = block.getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                properties.put(all.item(i).getNodeName(), all.item(i).getTextContent());
            }
        }
        for (var dependency : elements(pom.document, "dependency")) {
            if (!isManagement(dependency)) continue;
            var named = named(dependency);
            if (named.scope.equals("import")) boms.put(named.group, named);
            else managed.put(named.artifact, named.version);
        }
    }

    private void use(Pom pom) {
        for (var dependency : elements(pom.document, "dependency")) {
            if (!isManagement(dependency)) use(named(dependency), in(pom.module, named(dependency).scope));
        }
        for (var processor : elements(pom.document, "path")) use(named(processor), In.BUILD);
    }

    private void use(Named named, In in) {
        if (named.group.equals(OURS)) return;
        uses.merge(named.artifact, new Use(version(named), in), (a, b) -> a.in.compareTo(b.in) <= 0 ? a : b);
    }

    private static In in(String module, String scope) {
        return switch (module) {
            case "benchmarks" -> In.BENCHMARKS;
            case "perf" -> In.PERF;
            case String _ when scope.equals("test") -> In.TESTS;
            case "dev", "simulator" -> In.DEV;
            default -> In.SERVE;
        };
    }

    private String version(Named named) {
        var version = named.version.isEmpty() ? managed.getOrDefault(named.artifact, "") : named.version;
        if (!version.isEmpty()) return filled(version);
        // Jackson, JUnit and Netty are of one version with their BOM, of whose group theirs begins with.
        return boms.values().stream()
                .filter(bom -> named.group.startsWith(bom.group))
                .findFirst()
                .map(bom -> filled(bom.version))
                .orElseGet(() -> {
                    var bom = boms.get("com.google.cloud"); // Google's is of another version than what it holds
                    return "by " + bom.artifact + " " + filled(bom.version);
                });
    }

    private String filled(String text) {
        return PROPERTY.matcher(text).replaceAll(it -> properties.getOrDefault(it.group(1), it.group()));
    }

    private static boolean isManagement(Element dependency) {
        return dependency.getParentNode().getParentNode().getNodeName().equals("dependencyManagement");
    }

    private static Named named(Element dependency) {
        return new Named(
                text(dependency, "groupId"),
                text(dependency, "artifactId"),
                text(dependency, "version"),
                text(dependency, "scope"));
    }

    private static String text(Element parent, String name) {
        for (var child : elements(parent, name)) {
            if (child.getParentNode().isSameNode(parent)) return child.getTextContent();
        }
        return "";
    }

    private static List<Element> elements(Document document, String name) {
        return elements(document.getDocumentElement(), name);
    }

    private static List<Element> elements(Element parent, String name) {
        var nodes = parent.getElementsByTagName(name);
        var found = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) if (nodes.item(i) instanceof Element it) found.add(it);
        return found;
    }
}
