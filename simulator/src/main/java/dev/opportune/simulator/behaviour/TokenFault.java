package dev.opportune.simulator.behaviour;

import java.util.Arrays;
import java.util.Locale;

/// What Google's OAuth token endpoint answers instead of an access token.
public enum TokenFault {
    /// 503 with a page of HTML.
    UNAVAILABLE,
    /// 400 `invalid_grant`: the key was deleted, or the account disabled.
    INVALID_GRANT,
    /// 400 `invalid_grant`, "Invalid JWT Signature.": the key was deleted, or is another account's.
    INVALID_SIGNATURE,
    /// 400 `invalid_grant`, "Invalid grant: account not found".
    ACCOUNT_NOT_FOUND,
    /// 400 `invalid_grant`, "Token must be a short-lived token": the client's clock is wrong.
    WRONG_CLOCK,
    /// 401 `disabled_client`: the account is disabled.
    DISABLED_CLIENT;

    /// The name on the control port, such as `invalid_grant`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The fault of that wire name.
    ///
    /// @throws IllegalArgumentException for any other name
    public static TokenFault ofWireName(String wireName) {
        for (TokenFault fault : values()) {
            if (fault.wireName().equals(wireName)) return fault;
        }
        throw new IllegalArgumentException("fault: " + wireName + " (expected: one of "
                + Arrays.stream(values()).map(TokenFault::wireName).toList() + ")");
    }
}
