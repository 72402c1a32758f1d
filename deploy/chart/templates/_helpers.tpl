{{/* Labels of an object: (dict "root" $ "component" NAME); without a component those of the whole. */}}
{{- define "km.labels" -}}
{{- if .component }}
app.kubernetes.io/name: kopia-maintenance
app.kubernetes.io/component: {{ .component }}
{{- end }}
app.kubernetes.io/part-of: kopia-maintenance
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "km.selector" -}}
app.kubernetes.io/name: kopia-maintenance
app.kubernetes.io/component: {{ . }}
{{- end }}

{{- define "km.podLabels" -}}
{{ include "km.selector" . }}
app.kubernetes.io/part-of: kopia-maintenance
{{- end }}

{{- define "km.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* What every pod has in common; the argument is the root. */}}
{{- define "km.pod" -}}
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "km.container" -}}
image: {{ include "km.image" . }}
{{- if ne .Values.image.pullPolicy "IfNotPresent" }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
  readOnlyRootFilesystem: true
{{- end }}

{{/* Replicas apart from each other: (dict "component" NAME "values" VALUES). */}}
{{- define "km.placement" -}}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "km.selector" .component | nindent 14 }}
topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "km.selector" .component | nindent 8 }}
{{- end }}

{{/* The flags that say which cluster it is; the argument is the root. */}}
{{- define "km.clusterFlags" -}}
{{- with .Values.cluster }}
{{- if eq .kubernetesVersion "auto" }}
- --kubernetes-version={{ $.Capabilities.KubeVersion.Version }}
{{- else if .kubernetesVersion }}
- --kubernetes-version={{ .kubernetesVersion }}
{{- end }}
{{- with .featureGates }}
- --feature-gates={{ . }}
{{- end }}
{{- end }}
{{- end }}

{{/* The flags by which the controller, or the Job, makes certificates. */}}
{{- define "km.certificateFlags" -}}
- --certificate-secret=kopia-maintenance-webhook-tls
- --certificate-authority-secret=kopia-maintenance-webhook-ca
- --webhook-service=kopia-maintenance-webhook
- --mutating-webhook-configuration=kopia-maintenance-webhook
- --validating-webhook-configuration=kopia-maintenance-webhook
{{- if ne .Values.certificates.clusterDomain "cluster.local" }}
- --cluster-domain={{ .Values.certificates.clusterDomain }}
{{- end }}
{{- end }}

{{/* A disruption budget for a component: (dict "root" $ "component" NAME). */}}
{{- define "km.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: kopia-maintenance-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "km.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "km.selector" .component | nindent 6 }}
{{- end }}

{{/* Binds a role to an account: (dict "root" $ "component" C "kind" KIND "role" NAME "account" NAME "namespace" N). */}}
{{- define "km.binding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ .kind }}Binding
metadata:
  name: {{ .role }}
  {{- if eq .kind "Role" }}
  namespace: {{ .namespace }}
  {{- end }}
  labels:
    {{- include "km.labels" . | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ .role }}
subjects:
  - kind: ServiceAccount
    name: {{ .account }}
    namespace: {{ .root.Release.Namespace }}
{{- end }}

{{/* The pod that makes certificates where there is no controller; the argument is the root. */}}
{{- define "km.certificatePod" -}}
metadata:
  labels:
    {{- include "km.podLabels" "certificates" | nindent 4 }}
spec:
  {{- include "km.pod" $ | nindent 2 }}
  restartPolicy: OnFailure
  serviceAccountName: kopia-maintenance-certificates
  automountServiceAccountToken: true
  containers:
    - name: certificates
      {{- include "km.container" $ | nindent 6 }}
      command: [kopia-maintenance-controller, certificates, --once]
      args:
        {{- include "km.certificateFlags" $ | nindent 8 }}
      resources:
        requests:
          cpu: 10m
          memory: 32Mi
        limits:
          memory: 128Mi
{{- end }}
