import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// Fetches the pinned Maven with nothing but a JDK: download, checksum, unpack, move into place at once.
/// Arguments: the address of the zip, its SHA-512, the folder that shall become Maven's home.
void main(String[] args) throws Exception {
    var address = URI.create(args[0]);
    var home = Path.of(args[2]);
    Files.createDirectories(home.getParent());
    var scratch = Files.createTempDirectory(home.getParent(), "fetch-");
    try {
        var zip = scratch.resolve("maven.zip");
        download(address, zip);
        var found = sha512(zip);
        if (!found.equals(args[1])) {
            throw new IOException("the checksum of " + address + " is " + found + " (expected: " + args[1] + ")");
        }
        var unpacked = unpack(zip, scratch.resolve("unpacked"));
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) throw e; // another build was faster
        }
    } catch (IOException e) {
        System.err.println("Maven could not be fetched: " + e);
        System.exit(1);
    } finally {
        try (var files = Files.walk(scratch)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}

void download(URI address, Path to) throws Exception {
    try (var http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(java.net.ProxySelector.getDefault())
            .build()) {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(5)).build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofFile(to));
        if (answer.statusCode() != 200) throw new IOException(address + " answered " + answer.statusCode());
    }
}

String sha512(Path file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-512");
    try (InputStream in = Files.newInputStream(file)) {
        var buffer = new byte[1 << 16];
        for (int n; (n = in.read(buffer)) > 0; ) digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
}

/// Unpacks and gives the one folder at the top of the zip.
Path unpack(Path zip, Path into) throws IOException {
    try (var in = new ZipInputStream(Files.newInputStream(zip))) {
        for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
            var file = into.resolve(entry.getName()).normalize();
            if (!file.startsWith(into)) throw new IOException("a name in the zip leaves its folder: " + entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
                if (file.endsWith(Path.of("bin", "mvn"))) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
    try (var top = Files.list(into)) {
        return top.findFirst().orElseThrow(() -> new IOException("the zip is empty"));
    }
}
