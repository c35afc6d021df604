// In the app's launcher activity: Pushes.opened(this, intent) in onCreate and in onNewIntent. Of a notification message
// that comes while the app is in the background the tap is all that Android tells: its data are extras of the intent.
package com.example.shop

import android.content.Context
import android.content.Intent
import androidx.work.*
import java.io.File
import java.net.HttpURLConnection
import java.net.URL
import java.time.Instant
import java.util.concurrent.TimeUnit
import org.json.JSONObject

object Pushes {
    fun opened(context: Context, intent: Intent) {
        val ours = intent.getStringExtra("opportune") ?: return
        intent.removeExtra("opportune") // the activity may be made again: a tap is told once
        add(context, "opened", JSONObject(ours))
    }

    /// `clicked` for an action or a link beyond the tap.
    fun add(context: Context, type: String, ours: JSONObject) {
        if (!ours.has("proof")) return // nothing to measure
        val report = JSONObject()
            .put("type", type).put("send_id", ours.getString("send_id")).put("proof", ours.getString("proof"))
            .put("at", Instant.now().toString())
        synchronized(this) { file(context).appendText("$report\n") }
        val once = OneTimeWorkRequestBuilder<ReportWorker>()
            .setConstraints(Constraints(requiredNetworkType = NetworkType.CONNECTED))
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, 30, TimeUnit.SECONDS)
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork("reports", ExistingWorkPolicy.APPEND_OR_REPLACE, once)
    }

    internal fun file(context: Context) = File(context.filesDir, "reports.ndjson")
}

/// Reports what is in the file, a hundred lines at a time, until the gateway has answered each; WorkManager starts it
/// again after a failure, and after a restart of the phone. What had no answer goes again, which is harmless.
class ReportWorker(context: Context, parameters: WorkerParameters) : Worker(context, parameters) {
    override fun doWork(): Result {
        val file = Pushes.file(applicationContext)
        while (true) {
            val some = synchronized(Pushes) { if (file.exists()) file.readLines().take(100) else emptyList() }
            if (some.isEmpty()) return Result.success()
            val answered = try { post(some) } catch (_: java.io.IOException) { emptySet() }
            synchronized(Pushes) {
                val left = file.readLines().toMutableList()
                answered.forEach { left.remove(some[it]) }
                file.writeText(left.takeLast(1_000).joinToString("") { "$it\n" })
            }
            if (answered.size < some.size) return Result.retry()
        }
    }

    /// Gives the places of those that are done with: 429 and 5xx go again.
    private fun post(lines: List<String>): Set<Int> {
        val connection = URL("https://push.example.com/v1/interactions").openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.connectTimeout = 10_000
        connection.readTimeout = 10_000
        connection.setRequestProperty("Authorization", "Bearer opi_…") // the ingest key: it may report, and nothing else
        connection.setRequestProperty("Content-Type", "application/x-ndjson")
        connection.doOutput = true
        connection.outputStream.use { it.write(lines.joinToString("\n").toByteArray()) }
        if (connection.responseCode != 200) return emptySet()
        return connection.inputStream.bufferedReader().useLines { answers ->
            answers.map(::JSONObject).filter { it.has("line") }
                .filter { it.getInt("status").let { status -> status != 429 && status < 500 } }
                .map { it.getInt("line") - 1 }.toSet()
        }
    }
}
