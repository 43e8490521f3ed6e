{{/*
The prefix of every object's name: the release's name, which is unique in its namespace. A name that is no prefix for a Service's
(longer than 36 characters, with a dot, or beginning with a digit) is cut and made one, and ends in a hash of the whole, so that two
such names stay apart and a pod's name still fits into 63 characters.
*/}}
{{- define "octobatch.fullname" -}}
{{- $name := .Release.Name -}}
{{- if regexMatch "^[a-z][a-z0-9-]{0,35}$" $name -}}
{{- $name -}}
{{- else -}}
{{- $start := regexReplaceAll "^([0-9])" (replace "." "-" $name) "r${1}" | trunc 27 | trimSuffix "-" -}}
{{- printf "%s-%s" $start (sha256sum $name | trunc 8) -}}
{{- end -}}
{{- end -}}

{{/* Labels that select the pods of a release; a component narrows them to one service. */}}
{{- define "octobatch.releaseSelector" -}}
app.kubernetes.io/name: octobatch
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The same for one component. Call with (dict "root" $ "component" "gateway"). */}}
{{- define "octobatch.selector" -}}
{{ include "octobatch.releaseSelector" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* All labels of an object of one component. Call with (dict "root" $ "component" "gateway"). */}}
{{- define "octobatch.labels" -}}
{{ include "octobatch.selector" . }}
app.kubernetes.io/part-of: octobatch
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}
