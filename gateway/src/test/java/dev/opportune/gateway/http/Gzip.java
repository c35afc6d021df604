package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// Bytes as gzip makes them.
public final class Gzip {

    private Gzip() {}

    /// One member.
    public static byte[] of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /// One member.
    public static byte[] of(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// So many times the same byte, many thousands of them in one of gzip.
    public static byte[] bomb(char of, int megabytes) {
        var megabyte = new byte[1024 * 1024];
        Arrays.fill(megabyte, (byte) of);
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < megabytes; i++) gzip.write(megabyte);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    /// All but the last bytes.
    public static byte[] without(byte[] bytes, int last) {
        return Arrays.copyOf(bytes, bytes.length - last);
    }
}
