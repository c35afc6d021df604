package dev.opportune.gateway.http.sends;

import org.jspecify.annotations.Nullable;

/// Where a body that asks for a send says what may be wrong with it, as JSON Pointers (RFC 6901).
enum Pointers {
    /// That of `POST /v1/sends`, and each of its lines.
    SEND {
        @Override
        String app(int device) {
            return "/devices/" + device + "/app";
        }

        @Override
        String template(@Nullable String arm) {
            return arm(arm) + "/template";
        }

        @Override
        String templateId(@Nullable String arm) {
            return template(arm) + "/id";
        }
    },

    /// That of a template's test, whose path has the template's id.
    TEMPLATE_TEST {
        @Override
        String app(int device) {
            return "/device/app";
        }

        @Override
        String template(@Nullable String arm) {
            return "";
        }

        @Override
        String templateId(@Nullable String arm) {
            return "";
        }
    };

    /// @param device its place among the request's devices, from 0
    abstract String app(int device);

    /// What has the template's `version` and `params`.
    ///
    /// @param arm whose variant it is; null: it has none
    abstract String template(@Nullable String arm);

    /// Empty: it is not in the body.
    abstract String templateId(@Nullable String arm);

    /// What has the `content`.
    String arm(@Nullable String arm) {
        return arm == null ? "" : "/variants/" + arm;
    }
}
