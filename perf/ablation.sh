# The sides of `perf/run ablation`: the usual gateway, then others that differ from it in one thing each, each with a Redis
# of its own. → sides, pids

sides= pids= untaught=-XX:AOTMode=off # what was learnt holds for the usual options alone

side() { # its name in the table (no commas), in file names, more of Java's options
  start_redis "$work/redis-$2" --appendonly no
  start_gateway "$2" "uri: \"redis://127.0.0.1:$redis_port\"" memory "${3:-}"
  sides="$sides${sides:+;}$1,$url,$2,redis-$2,iphone,plain,0"
  pids="$pids${pids:+,}$2=$gateway,redis-$2=$redis"
}

changed_side() { # its name in the table, in file names, a class of rate-limiter's package `redis`, what sed does to it
  source=$root/rate-limiter/src/main/java/dev/opportune/ratelimiter/redis/$3.java changed=$work/classes-$2
  mkdir -p "$changed"
  sed "$4" "$source" >"$work/$3.java"
  ! cmp -s "$source" "$work/$3.java" || fail "$1: $3.java is written otherwise by now than perf/ablation.sh expects"
  "$JAVA_HOME/bin/javac" -proc:none -nowarn -d "$changed" -cp "$root/gateway/target/dist/lib/*:$classpath" \
    "$work/$3.java" >"$work/javac.log" 2>&1 || fail "$1 does not compile" "$work/javac.log"
  side "$1" "$2"
  changed=
}

pin_lanes() { # each of the gateway's event loops to a processor
  lane=0
  for task in /proc/$gateway/task/*; do
    case $(cat "$task/comm") in
      vert.x-eventloo*)
        taskset -pc $((lane % $(nproc))) "${task##*/}" >/dev/null
        lane=$((lane + 1))
        ;;
    esac
  done
}

"$root/opportune" serve --help >/dev/null # builds it
side 'as it is' usual # by G1, with Netty's adaptive buffers and BoringSSL
side 'Serial' serial -XX:+UseSerialGC
side 'Parallel' parallel -XX:+UseParallelGC
side 'ZGC' zgc -XX:+UseZGC
side 'compact object headers' headers -XX:+UseCompactObjectHeaders
side 'pooled buffers' pooled -Dio.netty.allocator.type=pooled
side 'unpooled buffers' unpooled -Dio.netty.allocator.type=unpooled
side "Java's own TLS" tls -Dio.netty.handler.ssl.noOpenSsl=true
if command -v taskset >/dev/null 2>&1 && [ -d "/proc/$gateway/task" ]; then
  side 'each lane on a processor of its own' pinned
  pin_lanes
fi
changed_side 'Redis on threads of its own' apart LaneLoopProvider \
  's/return (T) loop;/return (T) new io.netty.channel.epoll.EpollEventLoopGroup(1);/'
changed_side 'a write for each command' flushes RedisNode 's/setAutoFlushCommands(false)/setAutoFlushCommands(true)/'
