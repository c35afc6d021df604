package dev.opportune.gateway.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `k8s/autoscaling/adapter.yaml`, as prometheus-adapter reads it; a field that is not here is an error.
record Adapter(List<Rule> rules) {

    /// @param seriesQuery which series there are
    /// @param metricsQuery what is asked of them, a template
    record Rule(String seriesQuery, Resources resources, Name name, String metricsQuery) {

        /// As the adapter asks for the pods of a namespace.
        String asked(String namespace, String pods) {
            return metricsQuery
                    .replace("<<.Series>>", seriesQuery.replaceAll("\\{.*", ""))
                    .replace("<<.LabelMatchers>>", "namespace=\"" + namespace + "\",pod=~\"" + pods + "\"")
                    .replace("<<.GroupBy>>", "pod");
        }
    }

    /// @param overrides the resource that a label names
    record Resources(Map<String, Map<String, String>> overrides) {}

    record Name(String matches, String as) {}

    static Adapter read() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readValue(Files.readString(Path.of("../k8s/autoscaling/adapter.yaml")), Adapter.class);
    }
}
