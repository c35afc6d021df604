# The sides of `perf/run tracing`: gateways that tell a collector of no send, of some, of all, and one that neither measures
# nor logs, each with a Redis of its own. → sides, pids

sides= pids= untaught=-XX:AOTMode=off # what was learnt holds for the usual options alone

start_collector() { # → collector, otlp
  "$java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classpath" dev.opportune.perf.CollectorCommand \
    >"$work/collector.out" 2>"$work/collector.log" &
  collector=$!
  started="$collector $started"
  await 30 'the collector' "$work/collector.log" $collector grep -q '^collector' "$work/collector.out"
  otlp=$(sed -n 's/^collector *//p' "$work/collector.out")
}

side() { # its name in the table (no commas), in file names
  start_redis "$work/redis-$2" --appendonly no
  start_gateway "$2" "uri: \"redis://127.0.0.1:$redis_port\"" memory
  sides="$sides${sides:+;}$1,$url,$2,redis-$2,iphone,flash-sale,0"
  pids="$pids${pids:+,}$2=$gateway,redis-$2=$redis"
}

unmeasured() { # → changed: classes of a gateway whose meters are all denied
  source=$root/gateway/src/main/java/dev/opportune/gateway/Tracing.java changed=$work/classes-unmeasured
  mkdir -p "$changed"
  deny=io.micrometer.core.instrument.config.MeterFilter.deny
  sed "s/return files.config().tracing() == null/if (files != null) { var none = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT); \
none.config().meterFilter($deny()); return none; }\
        &/" "$source" >"$work/Tracing.java"
  ! cmp -s "$source" "$work/Tracing.java" || fail 'Tracing.java is written otherwise by now than perf/tracing.sh expects'
  "$JAVA_HOME/bin/javac" -proc:none -nowarn -d "$changed" -cp "$root/gateway/target/dist/lib/*:$classpath" \
    "$work/Tracing.java" >"$work/javac.log" 2>&1 || fail 'a gateway without metrics does not compile' "$work/javac.log"
}

"$root/opportune" serve --help >/dev/null # builds it
start_collector
tracing=
side 'not traced' off
tracing="tracing: {otlp_endpoint: \"$otlp\", sample_rate: 0.01}"
side '1 % traced' one-percent
tracing="tracing: {otlp_endpoint: \"$otlp\", sample_rate: 1, queue: 100000}"
side 'all traced' all
tracing=
unmeasured
export OPPORTUNE_ENDS_LOG_LEVEL=OFF OPPORTUNE_SUPPRESSIONS_LOG_LEVEL=OFF
side 'no metrics and no log' unmeasured
unset OPPORTUNE_ENDS_LOG_LEVEL OPPORTUNE_SUPPRESSIONS_LOG_LEVEL
changed=
pids="$pids,collector=$collector"
