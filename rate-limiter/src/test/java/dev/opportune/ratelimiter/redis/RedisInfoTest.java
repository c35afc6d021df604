package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisInfoTest {

    @Test
    void the_replica_that_lacks_most_says_how_far_behind_they_are() {
        var info = RedisInfo.parse("""
                connected_slaves:3
                slave0:ip=10.0.0.1,port=6379,state=online,offset=900,lag=0
                slave1:ip=10.0.0.2,port=6379,state=online,offset=650,lag=1
                slave2:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0
                slave_expires_tracked_keys:0
                master_repl_offset:1000
                """);

        assertThat(info.replicas()).isEqualTo(2);
        assertThat(info.bytesBehind()).isEqualTo(350);
    }

    @Test
    void a_replica_may_have_confirmed_more_than_was_written_when_it_was_asked() {
        var info = RedisInfo.parse("slave0:state=online,offset=12\nmaster_repl_offset:10\n");

        assertThat(info.bytesBehind()).isZero();
    }

    @Test
    void without_replicas_none_is_behind() {
        var info = RedisInfo.parse("role:master\nconnected_slaves:0\nmaster_repl_offset:77\n");

        assertThat(info.replicas()).isZero();
        assertThat(info.bytesBehind()).isZero();
    }
}
