/// Draws what Grafana would show: each panel of `k8s/dashboards`, by its own queries, from a Prometheus.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.dashboards;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
