/// A lane's connection to Redis, the scripts that run there and how values are packed: the only code that knows
/// Lettuce.
/// What is kept lies in the rooms beside, `user` over `send` over `event` over `device`; `docs/data.md` says where.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
