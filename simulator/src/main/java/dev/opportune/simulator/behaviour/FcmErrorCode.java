package dev.opportune.simulator.behaviour;

import dev.opportune.simulator.record.Provider;

/// FCM's error codes with their HTTP statuses (Firebase, "REST resource: ErrorCode") and the gRPC status names that
/// come with those (google.rpc.Code).
///
/// [#UNAUTHENTICATED] is what the OAuth layer before FCM answers; it is no FCM error code and carries no `errorCode`.
public enum FcmErrorCode implements Reason {
    UNSPECIFIED_ERROR(500, "UNKNOWN"),
    INVALID_ARGUMENT(400, "INVALID_ARGUMENT"),
    THIRD_PARTY_AUTH_ERROR(401, "UNAUTHENTICATED"),
    UNAUTHENTICATED(401, "UNAUTHENTICATED"),
    SENDER_ID_MISMATCH(403, "PERMISSION_DENIED"),
    UNREGISTERED(404, "NOT_FOUND"),
    QUOTA_EXCEEDED(429, "RESOURCE_EXHAUSTED"),
    INTERNAL(500, "INTERNAL"),
    UNAVAILABLE(503, "UNAVAILABLE");

    private final int status;
    private final String rpcStatus;

    FcmErrorCode(int status, String rpcStatus) {
        this.status = status;
        this.rpcStatus = rpcStatus;
    }

    @Override
    public String wireName() {
        return name();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Provider provider() {
        return Provider.FCM;
    }

    /// The name of the gRPC status in the error's body, such as `NOT_FOUND`.
    public String rpcStatus() {
        return rpcStatus;
    }
}
