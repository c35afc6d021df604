package dev.opportune.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `k8s/load`, held to the suite that it runs, to the image of it, and to the gateways that it loads.
class LoadJobTest {

    private static final Pattern PROPERTY = Pattern.compile("-D(opportune\\.[a-z]+)=(\\S+)");

    private final Cluster load = load();

    private static Cluster load() {
        try {
            return Cluster.assembled("load");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JobSpec job() {
        return load.one(io.fabric8.kubernetes.api.model.batch.v1.Job.class, "opportune-load")
                .getSpec();
    }

    private Container container() {
        return job().getTemplate().getSpec().getContainers().getFirst();
    }

    @Test
    void it_is_restricted_and_the_user_that_its_image_names() throws IOException {
        var pod = job().getTemplate().getSpec();
        var security = pod.getSecurityContext();

        WorkloadsTest.isRestricted(pod);
        assertThat(Dockerfile.read("perf/Dockerfile").words("USER"))
                .isEqualTo(security.getRunAsUser() + ":" + security.getRunAsGroup());
    }

    @Test
    void it_ends_by_itself_and_is_not_tried_again() {
        var properties = properties();
        long lasts =
                Long.parseLong(properties.get("opportune.duration")) + Long.parseLong(properties.get("opportune.ramp"));

        assertThat(job().getBackoffLimit()).isZero();
        assertThat(job().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(job().getActiveDeadlineSeconds()).isGreaterThan(2 * lasts);
        assertThat(job().getTtlSecondsAfterFinished()).isPositive();
    }

    @Test
    void the_suite_knows_what_it_is_told() throws IOException {
        var suite = suite();

        assertThat(properties())
                .isNotEmpty()
                .allSatisfy((name, _) -> assertThat(suite).contains('"' + name + '"'));
    }

    /// Java writes its options to the log, and anybody who sees processes sees arguments.
    @Test
    void the_key_is_in_the_environment_alone() throws IOException {
        assertThat(suite()).contains("\"OPPORTUNE_KEY\"");
        assertThat(properties()).doesNotContainKey("opportune.key");
        assertThat(container().getEnv())
                .filteredOn(it -> it.getName().equals("OPPORTUNE_KEY"))
                .singleElement()
                .satisfies(it -> assertThat(it.getValueFrom().getSecretKeyRef()).isNotNull());
    }

    @Test
    void gateways_let_it_in_and_it_may_go_there() throws IOException {
        var gateway = Cluster.base();
        var callers = gateway.one(NetworkPolicy.class, "opportune")
                .getSpec()
                .getIngress()
                .getFirst()
                .getFrom()
                .getFirst();
        var out = load.one(NetworkPolicy.class, "opportune-load").getSpec();
        var http = gateway.gateway()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getPorts()
                .getFirst();

        assertThat(job().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(callers.getPodSelector().getMatchLabels())
                .containsAllEntriesOf(out.getPodSelector().getMatchLabels());
        assertThat(out.getEgress().getLast().getPorts().getFirst().getPort().getIntVal())
                .isEqualTo(http.getContainerPort());
        assertThat(out.getEgress().getLast().getTo().getFirst().getPodSelector().getMatchLabels())
                .isEqualTo(gateway.gateway().getSpec().getSelector().getMatchLabels());
        assertThat(gateway.one(Service.class, "opportune")
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getPort())
                .as("of the URL")
                .isEqualTo(80);
        assertThat(properties()).containsEntry("opportune.url", "http://opportune.opportune");
    }

    @Test
    void the_image_is_made_on_what_the_gateways_is_made_on() throws IOException {
        var gateway = Dockerfile.read().all("FROM");

        assertThat(Dockerfile.read("perf/Dockerfile").all("FROM"))
                .containsExactly(gateway.getFirst(), gateway.getLast());
        assertThat(Dockerfile.read("perf/Dockerfile").exec("ENTRYPOINT"))
                .contains("dev.opportune.perf.SteadySimulation", "-Dopportune.told=/results/told");
    }

    private static String suite() throws IOException {
        return Files.readString(
                Cluster.REPOSITORY.resolve("perf/src/test/java/dev/opportune/perf/SteadySimulation.java"));
    }

    /// What Java is told, with the variables before it.
    private Map<String, String> properties() {
        var known = new TreeMap<String, String>();
        var properties = new TreeMap<String, String>();
        for (EnvVar variable : container().getEnv()) {
            if (variable.getValue() == null) continue;
            String value = variable.getValue();
            for (var before : known.entrySet()) value = value.replace("$(" + before.getKey() + ")", before.getValue());
            known.put(variable.getName(), value);
            PROPERTY.matcher(value).results().forEach(it -> properties.put(it.group(1), it.group(2)));
        }
        return properties;
    }
}
