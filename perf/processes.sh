# What a run is made of, for perf/run: each starts a process, waits until it is up, and notes its id in `started`.

stop_all() {
  code=$?
  trap - EXIT INT TERM HUP
  for pid in $started; do
    kill "$pid" 2>/dev/null || continue
    i=0
    while kill -0 "$pid" 2>/dev/null && [ $i -lt 150 ]; do
      sleep 0.1
      i=$((i + 1))
    done
    kill -9 "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  exit $code
}

run_java() { # in the background, so that a signal is heard while it runs
  "$java" "$@" &
  child=$!
  started="$child $started"
  result=0
  wait $child || result=$?
  started=${started#"$child "}
  return $result
}

fail() {
  echo "perf: $1" >&2
  [ -z "${2:-}" ] || tail -n 20 "$2" >&2
  exit 2
}

await() { # seconds, what for, log, id, command ... → waits until the command succeeds
  left=$(($1 * 5)) what=$2 log=$3 pid=$4
  shift 4
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "$what ended before it was up" "$log"
    left=$((left - 1))
    [ $left -gt 0 ] || fail "$what is not up in time" "$log"
    sleep 0.2
  done
}

find_redis() { # → server
  if command -v redis-server >/dev/null 2>&1; then
    server=$(command -v redis-server)
  else
    case "$(uname -sm)" in
      'Linux x86_64') name=redis-server-6.2.6-v5-linux-amd64 ;;
      'Linux aarch64') name=redis-server-6.2.7-linux-arm64 ;;
      'Darwin x86_64') name=redis-server-6.2.6-v5-darwin-amd64 ;;
      'Darwin arm64') name=redis-server-6.2.6-v5-darwin-arm64 ;;
      *) fail 'there is no redis-server on the PATH, and none comes with the build for this machine' ;;
    esac
    (cd "$work" && "$JAVA_HOME/bin/jar" xf "$root"/dev/target/dist/lib/embedded-redis-*.jar "$name")
    server=$work/$name
    chmod +x "$server"
  fi
}

start_redis() { # its folder, more options → redis_port, redis
  folder=$1
  shift
  mkdir -p "$folder"
  # In a session of its own, Ctrl-C reaches us alone, and we stop it when the gateway no longer needs it.
  setsid=$(command -v setsid || true)
  for try in 1 2 3 4 5; do
    redis_tries=$((${redis_tries:-0} + 1))
    redis_port=$((20000 + ($$ * 7 + redis_tries * 911) % 20000))
    $setsid "$server" --port $redis_port --bind 127.0.0.1 --dir "$folder" --save '' --appendonly yes \
      --appendfsync everysec --maxmemory-policy noeviction "$@" >"$folder/redis.log" 2>&1 &
    redis=$!
    i=0
    while kill -0 $redis 2>/dev/null && [ $i -lt 50 ]; do
      if grep -q 'Ready to accept connections' "$folder/redis.log"; then
        started="$redis $started"
        return
      fi
      sleep 0.1
      i=$((i + 1))
    done
    kill $redis 2>/dev/null || true
  done
  fail 'Redis does not start' "$folder/redis.log"
}

start_simulators() { # MiB of pushes that they keep → simulators, control
  "$root/opportune" simulate --dir "$work/simulators" --record-mib "$1" >"$work/simulators.log" 2>&1 &
  simulators=$!
  started="$simulators $started"
  await 30 'the simulator' "$work/simulators.log" $simulators grep -q '^Ctrl-C' "$work/simulators.log"
  control=$(sed -n 's/^control *\(http:[^ ]*\)\/state.*/\1/p' "$work/simulators.log")
}

serve() { # in place of this shell; with the classes of $changed before the gateway's own, if there are any
  export OPPORTUNE_JAVA_OPTS
  if [ -z "${changed:-}" ]; then exec "$root/opportune" serve "$@"; fi
  exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow $OPPORTUNE_JAVA_OPTS \
    -cp "$changed:$root/gateway/target/dist/lib/*" dev.opportune.gateway.Main serve "$@"
}

start_gateway() { # its name, its Redis as configured, durability, more of Java's options, measured or nothing, folder of templates or nothing → gateway, url, ingest, key, admin, gc_log
  key=${key:-$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')}
  if command -v sha256sum >/dev/null 2>&1; then sum=sha256sum; else sum='shasum -a 256'; fi
  cat >"$work/callers.yaml" <<YAML
callers:
  - name: perf
    key_sha256: $(printf %s "$key" | $sum | cut -d ' ' -f 1)
    scopes: [sends:write, sends:read, users:write, users:read, interactions:write, reports:read]
  - name: phones
    kind: ingest
    app: shop-ios
    key_sha256: $(printf %s "ingest-$key" | $sum | cut -d ' ' -f 1)
YAML
  {
    cat <<YAML
http: {port: 0}
admin: {port: 0}
redis: {$2, durability: ${3:-aof}}
policy_file: $root/perf/policy.yaml
callers_file: callers.yaml
YAML
    if [ -n "${tracing:-}" ]; then echo "$tracing"; fi
    if [ -n "${6:-}" ]; then echo "templates_dir: $6"; fi
    if [ -n "${5:-}" ]; then
      echo "keys: [{id: 1, secret: $(od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | cut -c 1-42)A}]" >"$work/engagement.yaml"
      echo 'ingest: {port: 0}'
      echo 'engagement: {keys_file: engagement.yaml, conversions: [purchase]}'
    fi
    cat "$work/simulators/apps.yaml"
  } >"$work/$1.yaml"
  OPPORTUNE_JAVA_OPTS="-Xmx256m -XX:+ExitOnOutOfMemoryError -Xlog:gc:file=$work/$1.gc $untaught ${4:-}" \
    serve --config "$work/$1.yaml" >"$work/$1.out" 2>"$work/$1.log" &
  gateway=$!
  started="$gateway $started"
  await 60 'the gateway' "$work/$1.log" $gateway grep -q '^admin' "$work/$1.out"
  gc_log=$work/$1.gc
  url=http://127.0.0.1:$(sed -n 's/^gateway *port //p' "$work/$1.out")
  admin=http://127.0.0.1:$(sed -n 's/^admin *port //p' "$work/$1.out")
  ingest=http://127.0.0.1:$(sed -n 's/^ingest *port //p' "$work/$1.out")
  await 30 'the gateway' "$work/$1.log" $gateway curl -fs "$admin/readyz"
}

cpu_ticks() { # id → what it has used so far; nothing where there is no /proc
  [ -r "/proc/$1/stat" ] && sed 's/.*) //' "/proc/$1/stat" | awk '{print $12 + $13}'
}

report_cpu() { # sends
  if [ -z "$gateway_before" ]; then
    echo 'cpu: not measured, there is no /proc here'
    return
  fi
  hz=$(getconf CLK_TCK)
  for one in "gateway $gateway $gateway_before" "redis $redis $redis_before" "simulators $simulators $simulators_before"; do
    set -- "$1" $one
    echo "$1 $2 $4 $(cpu_ticks "$3") $hz $(sed -n 's/^VmHWM: *//p' "/proc/$3/status")"
  done | awk '{printf "cpu: %-11s %6.1f µs a send, at most %s kB of memory\n", $2, ($4 - $3) / $5 * 1e6 / $1, $6}'
  awk -v sends="$1" '{printf "cpu: %-11s %6.1f µs a send, its start included\n", "generator", $1 * 1000 / sends}' \
    "$work/generator-cpu-ms"
}

report_heap() {
  awk 'match($0, /[0-9]+M->[0-9]+M/) {
         n = substr($0, RSTART, RLENGTH); sub(/.*->/, "", n); n += 0; if (n > most) most = n; runs++ }
       END {printf "heap: at most %d of 256 MiB after a collection, %d collections\n", most, runs}' "$gc_log"
}

start_bare() { # → bare, apns, fcm
  jar=$root/benchmarks/target/benchmarks.jar
  if [ ! -f "$jar" ] || [ -n "$(find "$root"/*/src/main "$root"/*/pom.xml -newer "$jar" -type f | head -n 1)" ]; then
    "$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl benchmarks -am -DskipTests package >&2 || fail 'the build failed'
  fi
  sed "s/127.0.0.1:$1/127.0.0.1:$redis_port/" "$work/gateway.yaml" >"$work/bare.yaml"
  "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx256m -cp "$jar" \
    dev.opportune.benchmarks.bare.BarePipeline "$work/bare.yaml" >"$work/bare.out" 2>"$work/bare.log" &
  bare=$!
  started="$bare $started"
  await 120 'the bare pipeline' "$work/bare.log" $bare grep -q '^fcm' "$work/bare.out"
  apns=http://127.0.0.1:$(sed -n 's/^apns *port //p' "$work/bare.out")
  fcm=http://127.0.0.1:$(sed -n 's/^fcm *port //p' "$work/bare.out")
}
